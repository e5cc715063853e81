using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Loyalty.Tiers;
using RetentionApp.Shops;
using RetentionApp.Timeline;

namespace RetentionApp.Loyalty;

/// <summary>
/// Works off passes over all customers, a thousand to a transaction: sums by the database, decisions in memory, only
/// what changed is written. A pass tells nobody that they rose: it follows a setting or a history, not a deed of theirs.
/// </summary>
internal sealed class TierRunner(IServiceScopeFactory scopes, ShopDirectory shops, TimeProvider clock, ILogger<TierRunner> log)
{
    internal const int PerCommit = 1000;
    /// <summary>From so many rows on that are due at once, a pass is faster than looking at each.</summary>
    private const int Many = 2000;
    private const int MostAttempts = 5;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Takes every pass that is due to its end, then looks at the customers whose periods end.</summary>
    internal async Task Run(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        foreach (var run in await db.TierRuns.AsNoTracking().Where(r => r.State == TierRunState.Running && r.NextAt <= Now).OrderBy(r => r.NextAt).Take(10).ToListAsync(cancellation))
            await Advance(scope.ServiceProvider, db, run, cancellation);
        await FollowDue(scope.ServiceProvider, db, cancellation);
    }

    /// <summary>Takes one pass as far as it comes in <paramref name="within"/>; the job goes on from there.</summary>
    internal async Task RunNow(TierRun run, TimeSpan within, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        if (!await Claim(db, run)) return;
        var started = TimeProvider.System.GetTimestamp();
        do
        {
            if (!await Next(scope.ServiceProvider, db, run, cancellation)) return;
        }
        while (TimeProvider.System.GetElapsedTime(started) < within);
        await db.Write(async () => await db.Sql.Execute($"UPDATE tier_runs SET next_at = {Now} WHERE shop_id = {run.ShopId} AND id = {run.Id} AND state = {TierRunState.Running}"), cancellation);
    }

    private async Task FollowDue(IServiceProvider services, AppDb db, CancellationToken cancellation)
    {
        var tiers = services.GetRequiredService<CustomerTiers>();
        var crowded = await db.Sql.Query($"""
            SELECT shop_id FROM (SELECT shop_id FROM customer_tiers WHERE due_at <= {Now} ORDER BY due_at LIMIT 20000) due GROUP BY shop_id HAVING COUNT(*) >= {Many}
            """, row => row.GetInt64(0));
        foreach (var shop in crowded)
            if (!await db.TierRuns.AnyAsync(r => r.ShopId == shop && r.State == TierRunState.Running && r.Reason != TierRunReason.Preview, cancellation))
                await services.GetRequiredService<TierRuns>().Start(shop, TierRunReason.Periods, "app");
        if (crowded.Count > 0) return;
        while (!cancellation.IsCancellationRequested && await tiers.FollowDue(200, cancellation) == 200) { }
    }

    private async Task Advance(IServiceProvider services, AppDb db, TierRun run, CancellationToken cancellation)
    {
        if (!await Claim(db, run)) return;
        // Kept open, so that statements stay prepared from one commit to the next.
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            var started = clock.GetTimestamp();
            while (!cancellation.IsCancellationRequested && await Next(services, db, run, cancellation)) { }
            if (run.State == TierRunState.Done)
                log.LogInformation("Tiers of shop {Shop}: {Customers} customers looked at in {Seconds:F1} s, {Up} up, {Down} down", run.ShopId, run.Done, clock.GetElapsedTime(started).TotalSeconds, run.Up, run.Down);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogError(failure, "Pass {Run} over the tiers of shop {Shop} failed at customer {Customer}", run.Id, run.ShopId, run.Position);
            await Postpone(db, run, failure);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    private async Task<bool> Next(IServiceProvider services, AppDb db, TierRun run, CancellationToken cancellation)
    {
        var (done, up, down, falling, position) = (run.Done, run.Up, run.Down, run.Falling, run.Position);
        var goesOn = await db.Write(async () =>
        {
            (run.Done, run.Up, run.Down, run.Falling, run.Position, run.State) = (done, up, down, falling, position, TierRunState.Running);
            // Touched before anything is read: a pass that was stopped meanwhile stops here.
            if (await db.Sql.Execute($"UPDATE tier_runs SET next_at = {Now + Lease} WHERE shop_id = {run.ShopId} AND id = {run.Id} AND state = {TierRunState.Running}") == 0) return false;
            var chunk = await Chunk(services, db, run);
            if (chunk == 0) (run.State, run.FinishedAt) = (TierRunState.Done, Now);
            await db.Sql.Execute($"""
                UPDATE tier_runs SET state = {run.State}, position = {run.Position}, done = {run.Done}, up = {run.Up}, down = {run.Down}, falling = {run.Falling}, attempts = 0, error = NULL,
                  finished_at = {run.FinishedAt}
                WHERE shop_id = {run.ShopId} AND id = {run.Id}
                """);
            return chunk > 0;
        }, cancellation);
        run.Attempts = 0;
        return goesOn;
    }

    private async Task<int> Chunk(IServiceProvider services, AppDb db, TierRun run)
    {
        var settings = (await services.GetRequiredService<Programmes>().Current(run.ShopId)).Settings;
        var isPreview = run.Reason == TierRunReason.Preview;
        var tiers = isPreview ? TierProposal.FromJson(run.Proposal!).Tiers : settings.Tiers;
        if (tiers is null || await shops.ById(run.ShopId) is not { } shop) return 0;
        // Kept in step with the tiers whoever saved them; the job asks Shopify.
        if (run is { Position: 0, Reason: TierRunReason.Settings }) await services.GetRequiredService<StandingCodes>().Want(run.ShopId, tiers);
        var rows = await Customers(db.Sql, run);
        if (rows.Count == 0) return 0;

        var (period, now, last) = (new TierPeriod(tiers.Window, tiers.GraceDays, Zones.Of(shop)), Now, rows[^1].Customer);
        if (tiers is { IsActive: true, Levels.Count: > 0 })
        {
            var sums = await Standings.Among(db.Sql, run.ShopId, run.Position, last, tiers.Basis, period.From(now), period.EarlierFrom(now));
            foreach (var customer in await MergedInto(db.Sql, run.ShopId, run.Position, last)) sums[customer] = await Standings.Of(db.Sql, run.ShopId, customer, tiers.Basis, period.From(now), period.EarlierFrom(now));
            foreach (var (customer, row) in rows)
            {
                var (standing, earlier) = sums.GetValueOrDefault(customer);
                var facts = await Standings.WithEnding(db.Sql, run.ShopId, customer, row, tiers, period, now, standing, earlier);
                var decision = TierRules.Decide(row, facts, tiers, period, now);
                (decision.Next.ShopId, decision.Next.CustomerId) = (run.ShopId, customer);
                Count(run, tiers, row, decision, settings);
                if (!isPreview && !TierRows.IsSame(row, decision.Next) && await TierRows.Store(db.Sql, decision.Next, row?.EvaluatedAt)) await Tell(db, run, decision, row);
            }
        }
        if (!isPreview && settings.PushesCustomers) await MarkAll(db.Sql, run, last);
        (run.Position, run.Done) = (last, run.Done + rows.Count);
        return rows.Count;
    }

    private static ValueTask<List<(long Customer, CustomerTier? Row)>> Customers(Sql sql, TierRun run) => sql.Query($"""
        SELECT c.id, t.level_id, t.since, t.until, t.manual_until, t.standing, t.evaluated_at, t.due_at, t.warned_for, t.reached_by, t.before_level_id, t.before_since, t.before_until
        FROM customers c LEFT JOIN customer_tiers t ON t.shop_id = c.shop_id AND t.customer_id = c.id
        WHERE c.shop_id = {run.ShopId} AND c.id > {run.Position} AND c.deleted_at IS NULL AND c.merged_into IS NULL ORDER BY c.id LIMIT {PerCommit}
        """, row => (row.GetInt64(0), row.IsDBNull(2) ? null : TierRows.Read(row, run.ShopId, row.GetInt64(0), 1)));

    private static ValueTask<List<long>> MergedInto(Sql sql, long shopId, long after, long last) =>
        sql.Query($"SELECT DISTINCT merged_into FROM customers WHERE shop_id = {shopId} AND merged_into > {after} AND merged_into <= {last}", row => row.GetInt64(0));

    private static void Count(TierRun run, TierSettings tiers, CustomerTier? row, TierDecision decision, ProgrammeSettings before)
    {
        var (now, then) = (TierRules.Place(tiers.Levels, row?.LevelId), TierRules.Place(tiers.Levels, decision.Next.LevelId));
        if (now < 0 && row?.LevelId is { } removed && before.Tiers is { } old && TierRules.Place(old.Levels, removed) is >= 0 and var place)
        {
            // The level is gone: whether that is up or down shows in what each asked for.
            var asked = old.Levels[place].Threshold;
            var asks = then < 0 ? 0 : tiers.Levels[then].Threshold;
            if (asks < asked || then < 0) run.Down++;
            else run.Up++;
        }
        else if (then > now) run.Up++;
        else if (then < now) run.Down++;
        else if (decision.IsFalling) run.Falling++;
    }

    private async Task Tell(AppDb db, TierRun run, TierDecision decision, CustomerTier? row)
    {
        var (shop, customer) = (run.ShopId, decision.Next.CustomerId);
        if (decision.Warns) await db.AppendTimeline(shop, customer, TimelineKinds.TierWarning, null, decision.To!.Id, Now);
        // Only what time itself has ended is lost; after a change of the settings nobody did anything.
        if (decision.Move == TierMove.Down && row?.DueAt <= Now) await db.AppendTimeline(shop, customer, TimelineKinds.TierLost, null, decision.From!.Id, Now);
    }

    private async Task MarkAll(Sql sql, TierRun run, long last) => await sql.Execute($"""
        INSERT INTO customer_pushes (shop_id, customer_id, due_at, attempts)
        SELECT c.shop_id, c.id, {Now}, 0 FROM customers c WHERE c.shop_id = {run.ShopId} AND c.id > {run.Position} AND c.id <= {last} AND c.deleted_at IS NULL AND c.merged_into IS NULL
        ON CONFLICT (shop_id, customer_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0
        """);

    private Task<bool> Claim(AppDb db, TierRun run) => db.Write(async () =>
        await db.Sql.Execute($"UPDATE tier_runs SET next_at = {Now + Lease} WHERE shop_id = {run.ShopId} AND id = {run.Id} AND next_at = {run.NextAt} AND state = {TierRunState.Running}") > 0);

    private async Task Postpone(AppDb db, TierRun run, Exception failure)
    {
        var attempts = run.Attempts + 1;
        var gaveUp = attempts >= MostAttempts;
        await db.Write(async () => await db.Sql.Execute($"""
            UPDATE tier_runs SET state = {(gaveUp ? TierRunState.Failed : TierRunState.Running)}, attempts = {attempts}, error = {failure.GetType().Name}, next_at = {Now.AddSeconds(10 * attempts)},
              finished_at = {(gaveUp ? Now : null)}
            WHERE shop_id = {run.ShopId} AND id = {run.Id} AND state = {TierRunState.Running}
            """));
    }
}
