using System.Globalization;
using RetentionApp.Commerce;
using RetentionApp.Hooks;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;

namespace RetentionApp.Api;

/// <param name="Handle">As in its <c>shopify.extension.toml</c> under extension-config, which a test compares with this list.</param>
/// <param name="Fields">Keys of its fields besides the customer.</param>
/// <param name="Do">Null when it was done, else why it never will be.</param>
internal sealed record FlowAction(string Handle, IReadOnlyList<string> Fields, Func<IServiceProvider, FlowContext, long, Task<string?>> Do);

/// <summary>
/// What a merchant's Flow workflow can do here: <c>POST /flow/actions/{handle}</c>. Flow sends a run again until it gets an
/// answer; the run's id makes it happen once. 200: done. 422: it never will be, with the reason for Flow's log.
/// </summary>
internal static class FlowActions
{
    internal static readonly IReadOnlyList<FlowAction> All = [new("adjust-points", ["points", "reason"], AdjustPoints)];

    internal static void Map(WebApplication app)
    {
        foreach (var action in All) app.MapPost("/flow/actions/" + action.Handle, http => Run(http, action)).Require<FlowGate>();
    }

    private static async Task Run(HttpContext http, FlowAction action)
    {
        var flow = http.Flow();
        if (await Refusal(http.RequestServices, flow, action) is { } why)
        {
            await ApiProblem.Invalid(why, "flow_action_refused").Write(http);
            return;
        }
        http.Response.StatusCode = StatusCodes.Status200OK;
    }

    private static async Task<string?> Refusal(IServiceProvider services, FlowContext flow, FlowAction action)
    {
        if (!await services.GetRequiredService<HookEndpoints>().TellsFlow(flow.Shop.Id)) return "Shopify Flow is switched off in the app: switch it on under Settings, Shopify Flow.";
        if (flow.Properties.Text("customer_id") is not { } text || (Gid.Number(text) ?? Whole(text)) is not { } asked) return "The workflow gives no customer.";
        if (await services.GetRequiredService<Customers>().Owner(flow.Shop.Id, asked) is not { } customer) return "The customer was erased.";
        return await action.Do(services, flow, customer);
    }

    private static async Task<string?> AdjustPoints(IServiceProvider services, FlowContext flow, long customer)
    {
        if (flow.Properties.Text("points") is not { } text || Whole(text) is not ({ } points and not 0 and >= -PointsApi.MostAtOnce and <= PointsApi.MostAtOnce))
            return "Points must be a whole number other than zero, at most 10,000,000.";
        var reason = Plain(flow.Properties.Text("reason"));
        if (reason is not { Length: > 0 and <= 200 }) return "The reason must have 1 to 200 characters.";
        var adjusted = await services.GetRequiredService<PointsLedger>().Adjust(flow.Shop.Id, customer, points, reason, "Shopify Flow", "flow:" + flow.RunId);
        return adjusted.IsClosed ? "The customer was erased." : null;
    }

    /// <summary>Flow writes numbers as decimals: "50.0".</summary>
    private static long? Whole(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number == decimal.Truncate(number) && Math.Abs(number) <= long.MaxValue
            ? (long)number : null;

    private static string? Plain(string? text) => text is null ? null : string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
