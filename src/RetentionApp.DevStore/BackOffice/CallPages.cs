using RetentionApp.DevStore.Graph;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.BackOffice;

internal static class CallPages
{
    public static IResult List(Store store, HttpContext http)
    {
        var unknown = store.GraphLog.Unknown;
        var calls = store.GraphLog.Calls;
        return Pages.Office(store, "API calls", "calls", Html.Of($"""
            {Html.If(unknown.Count > 0, () => Html.Of($"""<section class="card bad"><h2>Not known to this store</h2>{Html.Each(unknown.Reverse().Take(20), call => Html.Of($"""<details><summary><b>{call.Operation}</b>: {call.Outcome} <span class="quiet">{call.At:d MMM, HH:mm:ss}</span></summary><pre>{call.Document}</pre></details>"""))}</section>"""))}
            <form class="card" method="post">
              <h2>Trouble for the next call</h2>
              <p class="actions">{Html.Each(Enum.GetValues<FaultKind>(), kind => Html.Of($"""<button name="fault" value="{kind}">{Words(kind)}</button>"""))}<button name="fault" value="clear">None</button></p>
              <p class="quiet">{(store.Faults.Pending.Count == 0 ? "Nothing lined up." : "Lined up: " + string.Join(", ", store.Faults.Pending.Select(fault => Words(fault.Kind))))}</p>
            </form>
            {(calls.Count == 0 ? Pages.Empty("No calls yet", "What the app asks this store is listed here, with its cost.") : Html.Of($"""
            <div class="card flush"><table>
              <thead><tr><th>When</th><th>Operation</th><th>Outcome</th><th class="num">Cost</th><th class="num">ms</th></tr></thead>
              <tbody>{Html.Each(calls, call => Html.Of($"""<tr class="{(call.IsUnknown ? "bad" : "")}"><td data-label="When">{call.At:d MMM, HH:mm:ss}</td><td data-label="Operation"><b>{call.Operation}</b></td><td data-label="Outcome">{call.Outcome}</td><td data-label="Cost" class="num">{call.Cost:0}</td><td data-label="ms" class="num">{call.Milliseconds:0.0}</td></tr>"""))}</tbody>
            </table></div>
            """))}
            """), OfficeEndpoints.Said(http));
    }

    public static string Do(Store store, HttpContext http, IFormCollection form)
    {
        if (!Enum.TryParse<FaultKind>(form["fault"], out var kind))
        {
            store.Faults.Clear();
            return "No trouble lined up.";
        }
        store.Faults.Next(kind);
        return $"The next call gets: {Words(kind)}.";
    }

    private static string Words(FaultKind kind) => kind switch
    {
        FaultKind.Throttle => "throttled",
        FaultKind.ServerError => "500, nothing done",
        FaultKind.Unreachable => "cut off, nothing done",
        FaultKind.LostAnswer => "done, answer lost",
        FaultKind.DoneButServerError => "done, but 503",
        FaultKind.UserErrors => "userErrors",
        FaultKind.TopLevelErrors => "errors without data",
        FaultKind.Unauthorized => "401",
        FaultKind.Slow => "3 s late",
        _ => "bulk operation fails",
    };
}
