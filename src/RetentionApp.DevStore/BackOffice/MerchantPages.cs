using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.BackOffice;

/// <summary>The merchant's own system: receives the app's webhooks, checks and shows them, and answers what it is told to.</summary>
internal static class MerchantPages
{
    private static readonly int[] Answers = [200, 302, 404, 410, 429, 500];

    public static void Map(RouteGroupBuilder office, DevStoreHost host) => office.MapPost("/merchant/hooks", async (string shop, HttpContext http) =>
    {
        if (host.Find(shop) is not { } store) return Results.NotFound();
        using var reader = new StreamReader(http.Request.Body);
        var headers = http.Request.Headers;
        store.Merchant.Add(new Received(headers["X-RetentionApp-Event"].ToString(), headers["X-RetentionApp-Event-Id"].ToString(), headers["X-RetentionApp-Signature"], await reader.ReadToEndAsync(), store.Clock.Now, store.Merchant.Answers));
        return Results.Text(store.Merchant.Answers < 300 ? "Thank you." : "The merchant's system was told to answer this.", statusCode: store.Merchant.Answers);
    });

    public static IResult Show(Store store, HttpContext http) => Pages.Office(store, "Merchant's system", "merchant", Html.Of($"""
        <section class="card">
          <p>In the app's settings, under “Webhooks to your systems”, add the address <code>{store.Host.Url}/{store.Domain}/merchant/hooks</code>. What the app sends there is listed below.</p>
          <form method="post" class="actions">{Html.Each(Answers, answer => Html.Of($"""<button name="answer" value="{answer}" {(store.Merchant.Answers == answer ? Pressed : Html.Empty)}>Answer {answer}</button>"""))}</form>
          <form method="post" class="fields"><label>Secret, to check signatures <input name="secret" value="{store.Merchant.Secret}" autocomplete="off"></label><p class="actions"><button>Save</button></p></form>
        </section>
        {(store.Merchant.Received.Count == 0 ? Pages.Empty("Nothing received yet", "Send a test event from the app, or buy something.") : Html.Each(store.Merchant.Received, one => Html.Of($"""
        <section class="card"><h2>{one.Event} <span class="quiet">{one.At:d MMM, HH:mm:ss}, answered {one.Answered}</span></h2><p class="quiet"><code>{one.Signature}</code> {Checked(store.Merchant.Secret, one)}</p><pre>{Pretty(one.Body)}</pre></section>
        """)))}
        """), OfficeEndpoints.Said(http));

    public static string Do(Store store, HttpContext http, IFormCollection form)
    {
        if (form.ContainsKey("secret"))
        {
            store.Merchant.Secret = form["secret"].ToString().Trim();
            return "Saved.";
        }
        store.Merchant.Answers = Answers.Contains(OfficeEndpoints.Number(form["answer"])) ? OfficeEndpoints.Number(form["answer"]) : throw new StoreRefusal("It cannot answer that.");
        return $"It answers {store.Merchant.Answers} now.";
    }

    public static string Pretty(string body)
    {
        try
        {
            return JsonSerializer.Serialize(JsonElement.Parse(body), new JsonSerializerOptions { WriteIndented = true });
        }
        catch (JsonException)
        {
            return body; // Shown as it came: finding out that it is no JSON is what the page is for.
        }
    }

    private static Html Checked(string secret, Received one) => secret.Length == 0 ? Html.Empty
        : Signing.IsHook(secret, one.Signature ?? "", one.Body) ? Html.Of($"""<span class="badge paid">signature fits</span>""") : Html.Of($"""<span class="badge failed">signature does not fit</span>""");

    private static Html Pressed => new(" class=\"primary\" aria-pressed=\"true\"");
}

/// <summary>Shopify Flow as far as the app meets it: what it was told, and a way to run its actions.</summary>
internal static class FlowPages
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    public static IResult Show(Store store, HttpContext http) => Pages.Office(store, "Flow", "flow", Html.Of($"""
        {Html.Each(Extension.Flow.Where(one => one.Type == "flow_action"), action => Html.Of($"""
        <form method="post" class="card"><h2>Run {action.Handle}</h2><input type="hidden" name="action" value="{action.Handle}">
          <div class="fields"><label>Customer <select name="customer_id">{Html.Each(store.Read(() => store.Customers.Values.OrderBy(one => one.Id).Take(100).ToArray()), one => Html.Of($"""<option value="{one.Id}">{one.FirstName} {one.LastName}</option>"""))}</select></label>
          {Html.Each(action.Fields.Where(field => field.Key is not null), field => Html.Of($"""<label>{field.Key} <input name="{field.Key}"></label>"""))}
          <label>Run id (the same does it once) <input name="run" placeholder="a new one"></label></div><p class="actions"><button>Run</button></p></form>
        """))}
        {(store.Merchant.Runs.Count == 0 ? Pages.Empty("No triggers yet", "Switch Flow on in the app's settings; what it tells Flow is listed here.") : Html.Each(store.Merchant.Runs, run => Html.Of($"""
        <section class="card"><h2>{run.Handle} <span class="quiet">{run.At:d MMM, HH:mm:ss}</span></h2><pre>{MerchantPages.Pretty(run.Payload)}</pre></section>
        """)))}
        """), OfficeEndpoints.Said(http));

    public static string Do(Store store, HttpContext http, IFormCollection form)
    {
        var action = Extension.Flow.FirstOrDefault(one => one.Type == "flow_action" && one.Handle == form["action"]) ?? throw new StoreRefusal("There is no such action.");
        var run = form["run"].ToString() is { Length: > 0 } same ? same : Guid.NewGuid().ToString();
        using var answer = Run(store, action.Handle, run, form.Where(pair => pair.Key is not ("action" or "run" or "back")).ToDictionary(pair => pair.Key, pair => (object)pair.Value.ToString()));
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        return $"The app answered {(int)answer.StatusCode}. {(reader.ReadToEnd() is var text && text.Length > 200 ? text[..200] : text)}";
    }

    /// <summary>Calls the app as Flow does, signed with the app's secret.</summary>
    public static HttpResponseMessage Run(Store store, string handle, string run, Dictionary<string, object> properties, string? secret = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { shop_id = store.ShopId.ToString(), shopify_domain = store.Domain, action_run_id = run, action_definition_id = handle, handle, properties });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{store.Host.AppUrl}/flow/actions/{handle}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-Shopify-Hmac-Sha256", Signing.Webhook(secret ?? store.Host.Options.ApiSecret, body));
        return Http.Send(request);
    }
}
