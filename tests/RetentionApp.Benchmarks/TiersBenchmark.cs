using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RetentionApp.Benchmarks.Servers;
using RetentionApp.Data;
using RetentionApp.Loyalty;

namespace RetentionApp.Benchmarks;

/// <summary>A pass over the tiers of 100,000 customers with a million ledger entries: everybody placed, then everybody looked at again.</summary>
internal static class TiersBenchmark
{
    private const int Customers = 100_000;
    private const int OrdersEach = 9;
    private const double Goal = 30;

    internal static async Task Run(Report report)
    {
        using var scratch = new Scratch();
        await using var app = App.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(Settings.Alone(scratch.Database));
            builder.Logging.ClearProviders();
        });
        await app.BringUpToDate();
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var filling = Stopwatch.GetTimestamp();
        await Fill(db);
        var entries = await db.Sql.Long($"SELECT COUNT(*) FROM ledger_entries");
        report.Say($"tiers: {Customers:N0} customers, {entries:N0} ledger entries written in {Stopwatch.GetElapsedTime(filling).TotalSeconds:0.0} s");
        await Pass(report, app.Services, TierBasis.Points, "Tiers of 100,000 customers by points, placed", "  looked at again");
        await Pass(report, app.Services, TierBasis.Spent, "  by amount spent, placed anew", "  looked at again");
    }

    private static async Task Pass(Report report, IServiceProvider services, TierBasis basis, string first, string again)
    {
        await using var scope = services.CreateAsyncScope();
        var (programmes, runs) = (scope.ServiceProvider.GetRequiredService<Programmes>(), scope.ServiceProvider.GetRequiredService<TierRuns>());
        var factor = basis == TierBasis.Spent ? 20 : 1;
        TierLevel[] levels = [Level("bronze", 0), Level("silver", 500 * factor), Level("gold", 580 * factor)];
        await programmes.Save(1, ProgrammeSettings.For("GBP") with { Tiers = new TierSettings(true, basis, TierWindow.RollingYear, 14, levels) }, "benchmark");
        report.Add(first, await Measure(services), "s", Goal, isLimit: true);
        await runs.Start(1, TierRunReason.Asked, "benchmark");
        report.Add(again, await Measure(services), "s", Goal, isLimit: true);
        var run = (await runs.Latest(1))!;
        report.Say($"tiers: {run.Done:N0} looked at, {run.State}, {string.Join(", ", (await runs.Members(1)).Select(level => $"{level.Value:N0} {level.Key}"))}");
    }

    private static async Task<double> Measure(IServiceProvider services)
    {
        var started = Stopwatch.GetTimestamp();
        await services.GetRequiredService<TierRunner>().Run(default);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static TierLevel Level(string id, long threshold) => new(id, id, null, "#6f7c85", "star", threshold, 0, 1, null, null, null);

    /// <summary>Nine orders each over two years, and a deed; ids of customers lie apart, as Shopify's do.</summary>
    private static async Task Fill(AppDb db)
    {
        await db.Write(async () => await db.Database.ExecuteSqlRawAsync("""
            INSERT INTO shops (domain, name, currency, time_zone, locale, scopes, installed_at) VALUES ('benchmark.myshopify.com', 'Benchmark', 'GBP', 'Europe/London', 'en', '', '2024-01-01 00:00:00');
            CREATE TEMP TABLE people AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0}) SELECT i, 7000000000000 + i * 32768 AS id FROM n;
            CREATE TEMP TABLE buys AS WITH RECURSIVE k (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM k WHERE k < {1})
              SELECT p.i, p.id AS customer, 5000000000000 + (k.k * {0} + p.i) * 64 AS id, 40 + (p.i * 31 + k.k * 17) % 160 AS points,
                strftime('%Y-%m-%d %H:%M:%S', 'now', '-' || ((p.i * 13 + k.k * 83) % 730) || ' days') AS at FROM k CROSS JOIN people p;
            INSERT INTO customers (shop_id, id, email, first_name, last_name, search_text, locale, tags, has_email_consent, updated_at)
              SELECT 1, id, 'shopper' || i || '@example.com', 'First', 'Last', 'first last', 'en', '', 0, '2025-01-01 00:00:00' FROM people;
            INSERT INTO accounts (id, shop_id, customer_id, available, pending, debt, lifetime, created_at) SELECT i, 1, id, 0, 0, 0, 0, '2025-01-01 00:00:00' FROM people;
            INSERT INTO orders (shop_id, id, name, customer_id, currency, total, refunded, created_at, processed_at, updated_at, paid_at, financial_status, is_test, facts)
              SELECT 1, id, '#' || id, customer, 'GBP', points * 20, 0, at, at, at, at, 'paid', 0, hex(zeroblob(250)) FROM buys;
            INSERT INTO order_awards (shop_id, order_id, account_id, programme_version, points, eligible, entries, available_at) SELECT 1, id, i, 1, points, points * 20, 1, at FROM buys;
            INSERT INTO ledger_entries (shop_id, account_id, kind, points, lifetime, source, subject, note, occurred_at, posted_at)
              SELECT 1, i, 1, points, points, 'order:' || id || '#1', id, '#' || id, at, at FROM buys;
            INSERT INTO ledger_entries (shop_id, account_id, kind, points, lifetime, source, occurred_at, posted_at)
              SELECT 1, i, 99, 50, 50, 'deed:' || i, strftime('%Y-%m-%d %H:%M:%S', 'now', '-' || (i % 700) || ' days'), '2025-01-01 00:00:00' FROM people;
            """, Customers, OrdersEach));
    }
}
