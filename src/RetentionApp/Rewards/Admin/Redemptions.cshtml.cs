using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Commerce;

namespace RetentionApp.Rewards.Admin;

internal sealed class RedemptionsModel(RewardList list, RewardWords words, Cancelling cancelling, TimeProvider clock) : AdminPage
{
    internal IReadOnlyList<RedemptionRow> Rows { get; private set; } = [];
    internal RedemptionFilter Filter { get; private set; }
    internal long? Next { get; private set; }
    internal bool IsFirst { get; private set; }
    internal RewardWords Words => words;
    internal DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task OnGet(string? state, long? before)
    {
        Filter = FilterOf(state);
        IsFirst = before is null;
        (Rows, Next) = await list.Page(ShopId, Filter, before);
    }

    /// <summary>Takes an unused code back on the merchant's word; <paramref name="customer"/>: whose page to go back to.</summary>
    public async Task<IActionResult> OnPostCancel(long id, long? customer, CancellationToken cancellation)
    {
        var back = customer is { } one ? $"/customers/{one}?tab=rewards" : "/redemptions";
        return await cancelling.Cancel(ShopId, null, id, StaffId, cancellation) switch
        {
            CancelOutcome.Unknown => Missing(),
            CancelOutcome.Cancelled => SeeOther(back, "cancelled"),
            CancelOutcome.OnItsWay => SeeOther(back, "cancelling"),
            _ => SeeOther(back, "not-cancelled"),
        };
    }

    /// <summary>Decides what nobody could tell about store credit.</summary>
    public async Task<IActionResult> OnPostDecide(long id, string? verdict)
    {
        if (!Enum.TryParse<Verdict>(verdict, out var said) || !Enum.IsDefined(said)) return Missing();
        return await cancelling.Decide(ShopId, id, said, StaffId) ? SeeOther("/redemptions?state=unclear", "saved") : Missing();
    }

    /// <summary>All redemptions of a state, written while they are read.</summary>
    public async Task<IActionResult> OnGetExport(string? state, CancellationToken cancellation)
    {
        Response.ContentType = Csv.ContentType;
        Response.Headers.ContentDisposition = "attachment; filename=\"redemptions.csv\"";
        await Response.Body.WriteAsync(Csv.Bytes(Csv.Row("id", T["When"], T["Customer"], T["Reward"], T["State"], T["Points"], T["Amount"], T["Currency"], T["Code"], T["Ends"], T["Used at"], T["Order"])), cancellation);
        long? before = null;
        do
        {
            var (rows, next) = await list.Page(ShopId, FilterOf(state), before, size: 500);
            foreach (var (r, name) in rows)
                await Response.WriteAsync(Csv.Row(r.Id.ToString(), Day(r.CreatedAt), name ?? r.CustomerId.ToString(), words.Name(r), words.State(r, Now), r.Cost.ToString(), Money.Text(r.Amount, r.Currency), r.Currency,
                    RewardKinds.Of(r.Kind).HasCode ? r.Code : "", Day(r.ExpiresAt), Day(r.UsedAt), r.UsedByOrder?.ToString()), cancellation);
            before = next;
        } while (before is not null);
        return new EmptyResult();
    }

    internal static RedemptionFilter FilterOf(string? state) => Enum.TryParse<RedemptionFilter>(state, ignoreCase: true, out var filter) && Enum.IsDefined(filter) ? filter : RedemptionFilter.All;

    internal string Name(RedemptionFilter filter) => filter switch
    {
        RedemptionFilter.All => T["All"],
        RedemptionFilter.Ready => T["Handed out"],
        RedemptionFilter.Used => T["Used at checkout"],
        RedemptionFilter.Waiting => T["Waiting"],
        RedemptionFilter.Unclear => T["To decide"],
        RedemptionFilter.Cancelled => T["Cancelled codes"],
        RedemptionFilter.RanOut => T["Past their end"],
        _ => T["Refused"],
    };

    private static string? Day(DateTime? at) => at?.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
