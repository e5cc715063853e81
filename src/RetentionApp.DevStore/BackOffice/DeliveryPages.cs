using System.Text;
using System.Text.Json.Nodes;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;
using RetentionApp.DevStore.Webhooks;

namespace RetentionApp.DevStore.BackOffice;

internal static class DeliveryPages
{
    public static IResult List(Store store, HttpContext http)
    {
        var all = store.Deliveries;
        var shown = all.Reverse().Take(150).ToArray();
        var held = all.Count(one => one.State == DeliveryState.Held);
        return Pages.Office(store, "Deliveries", "deliveries", Html.Of($"""
            <form class="card actions" method="post">
              {(store.Outbox.Holding
                  ? Html.Of($"""<button class="primary" name="do" value="release">Release {held} in order</button><button name="do" value="shuffle">Release shuffled</button>""")
                  : Html.Of($"""<button name="do" value="hold">Hold deliveries</button>"""))}
              <button name="do" value="drop">Drop the next{(store.Outbox.DropsLeft > 0 ? $" ({store.Outbox.DropsLeft} lined up)" : "")}</button>
              <button name="do" value="retry">Retry failed now</button>
              <button name="do" value="clear">Clear the finished</button>
              <span class="quiet">{all.Count} deliveries, {all.Count(one => one.State == DeliveryState.Delivered)} accepted</span>
            </form>
            {(shown.Length == 0 ? Pages.Empty("Nothing sent yet", "Whatever happens in the store is told to the app and listed here with its answer.") : Table(store, shown))}
            """), OfficeEndpoints.Said(http));
    }

    public static IResult One(Store store, HttpContext http)
    {
        var number = (int)OfficeEndpoints.Id(http);
        var delivery = store.Deliveries.FirstOrDefault(one => one.Number == number) ?? throw new StoreRefusal("There is no such delivery.");
        return Pages.Office(store, $"Delivery {delivery.Number}: {delivery.Topic}", "deliveries", Html.Of($"""
            <form class="card actions" method="post" action="/{store.Domain}/deliveries"><input type="hidden" name="number" value="{delivery.Number}">{Buttons(delivery)}</form>
            <section class="card"><dl><div><dt>State</dt><dd>{State(delivery)}</dd></div><div><dt>Webhook id</dt><dd><code>{delivery.WebhookId}</code></dd></div><div><dt>Event id</dt><dd><code>{delivery.EventId}</code></dd></div><div><dt>Triggered</dt><dd>{delivery.TriggeredAt:d MMM yyyy, HH:mm:ss.fff}</dd></div></dl></section>
            <section class="card"><h2>Answers</h2>{(delivery.Answers.Count == 0 ? Html.Of($"""<p class="quiet">Not sent yet.</p>""") : Html.Of($"""<ol class="plain">{Html.Each(delivery.Answers, answer => Html.Of($"""<li><b>{(answer.Code == 0 ? "no answer" : $"{answer.Code}")}</b> {answer.At:d MMM yyyy, HH:mm:ss} · {answer.Milliseconds:0.0} ms<pre>{answer.Body}</pre></li>"""))}</ol>"""))}</section>
            <section class="card"><h2>Body</h2><pre>{Pretty(delivery.Body)}</pre></section>
            """), OfficeEndpoints.Said(http));
    }

    public static string Do(Store store, HttpContext http, IFormCollection form)
    {
        var number = OfficeEndpoints.Number(form["number"]);
        var delivery = store.Deliveries.FirstOrDefault(one => one.Number == number);
        switch (form["do"].ToString())
        {
            case "again" when delivery is not null:
                store.Outbox.SendAgain(delivery);
                return $"Delivery {number} was sent again, with the same webhook id.";
            case "late" when delivery is not null:
                store.Outbox.SendLate(delivery);
                return $"Delivery {number} was sent late, as a new delivery of the old state.";
            case "retry":
                store.Outbox.RetryNow(delivery);
                return "Trying again.";
            case "hold":
                store.Outbox.Hold();
                return "New deliveries wait now.";
            case "release":
                store.Outbox.Release(shuffled: false);
                return "Released.";
            case "shuffle":
                store.Outbox.Release(shuffled: true);
                return "Released in any order.";
            case "drop":
                store.Outbox.DropNext();
                return "The next delivery will be lost.";
            case "clear":
                store.Outbox.Clear();
                return "Cleared.";
            default:
                throw new StoreRefusal("There is no such action.");
        }
    }

    private static Html Table(Store store, Delivery[] shown) => Html.Of($"""
        <div class="card flush"><table>
          <thead><tr><th>No.</th><th>Topic</th><th>When</th><th>State</th><th>Attempts</th><th>Answer</th><th></th></tr></thead>
          <tbody>{Html.Each(shown, one => Html.Of($"""
            <tr><td data-label="No."><a href="/{store.Domain}/deliveries/{one.Number}">{one.Number}</a></td><td data-label="Topic"><a href="/{store.Domain}/deliveries/{one.Number}">{one.Topic}</a></td><td data-label="When">{one.TriggeredAt:d MMM, HH:mm:ss}</td><td data-label="State">{State(one)}</td><td data-label="Attempts">{one.Answers.Count}</td>
            <td data-label="Answer">{(one.Answers.Count == 0 ? "–" : one.Answers[^1].Code == 0 ? "none" : $"{one.Answers[^1].Code}")} <span class="quiet one-line">{(one.Answers.Count > 0 ? one.Answers[^1].Body : "")}</span></td>
            <td><form class="actions tight" method="post"><input type="hidden" name="number" value="{one.Number}">{Buttons(one)}</form></td></tr>
            """))}</tbody>
        </table></div>
        """);

    private static Html Buttons(Delivery delivery) => Html.Of($"""
        <button name="do" value="again">Send again</button><button name="do" value="late">Send late</button>{Html.If(delivery.State is DeliveryState.Failed or DeliveryState.GivenUp or DeliveryState.Dropped, () => Html.Of($"""<button name="do" value="retry">Retry now</button>"""))}
        """);

    private static Html State(Delivery delivery) => Html.Of($"""<span class="badge {delivery.State.ToString().ToLowerInvariant()}">{delivery.State switch { DeliveryState.GivenUp => "given up", var state => state.ToString().ToLowerInvariant() }}</span>{Html.If(delivery.State == DeliveryState.Failed, () => Html.Of($""" <span class="quiet">again at {delivery.NextAt:HH:mm}</span>"""))}""");

    private static string Pretty(byte[] body) =>
        body.Length > 60_000 ? Encoding.UTF8.GetString(body) : JsonNode.Parse(body)!.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
