using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Commerce.Admin;
using RetentionApp.Data;
using RetentionApp.Hooks;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Webhooks;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Data;

public sealed class QueryPlanTests
{
    /// <summary>SQLite plans without statistics, so one wrong index reads a whole table for every order. (PostgreSQL plans by its own figures.)</summary>
    [Fact]
    public async Task No_statement_on_the_way_of_an_order_or_a_redemption_reads_a_whole_table()
    {
        await using var world = await ModulesWorld.Create();
        await world.Do<IServiceProvider>(async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            if (!db.Dialect.HasOneWriter) return;
            await db.Write(() => Live(world, services));
            await db.Sql.Query(WebhookWorker.OldestDue(world.Now), row => row.GetInt64(0));
            await services.GetRequiredService<PointsLedger>().Tidy(10);
            await services.GetRequiredService<OrderRefetches>().Due(10);
            await Balances.Read(db.Sql, world.ShopId, 8, world.Now.AddYears(1));
            foreach (var statement in db.Sql.Statements.Where(s => s.Split(' ', '\n')[0] is "SELECT" or "UPDATE" or "DELETE").ToList())
                Assert.DoesNotContain(await Plan(db, statement), step => step.StartsWith("SCAN ", StringComparison.Ordinal) && !step.Contains("CONSTANT ROW") && step != "SCAN one_row");
        });
    }

    [Fact]
    public async Task Birthdays_and_anniversaries_are_found_along_their_days()
    {
        await using var world = await ModulesWorld.Create(programme: ProgrammeSettings.For("GBP") with
        {
            Deeds = [new DeedRule("birthday", DeedKind.Birthday, 200, true, DaysBefore: 7), new DeedRule("anniversary", DeedKind.Anniversary, 100, true)],
        });
        await world.Execute($"INSERT INTO customers (shop_id, id, search_text, tags, has_email_consent, created_at, updated_at) VALUES ({world.ShopId}, 1, '', '', {false}, {world.Now.AddYears(-1)}, {world.Now})");
        await world.Do<IServiceProvider>(async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            if (!db.Dialect.HasOneWriter) return;
            await services.GetRequiredService<DeedDays>().Run(default);
            foreach (var (table, index) in new[] { ("FROM birthdays b", "birthdays_day (shop_id=? AND month_day>"), ("FROM customers c", "customers_created (shop_id=? AND created_at>") })
            {
                var plan = await Plan(db, Assert.Single(db.Sql.Statements, statement => statement.Contains(table, StringComparison.Ordinal)));
                Assert.Contains(plan, step => step.Contains(index, StringComparison.Ordinal));
                Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
            }
        });
    }

    [Theory]
    [InlineData(FigureSort.Spent, "customer_figures_spent")]
    [InlineData(FigureSort.Orders, "customer_figures_orders")]
    [InlineData(FigureSort.LastOrder, "customer_figures_last")]
    public async Task A_page_of_customers_by_a_figure_runs_along_its_index_both_ways(object sort, string index)
    {
        foreach (var isLeast in new[] { true, false })
        {
            await using var world = await ModulesWorld.Create();
            await world.Do<AppDb>(async db =>
            {
                if (!db.Dialect.HasOneWriter) return;
                await new CustomerList(db).ByFigure(world.ShopId, (FigureSort)sort, isLeast, null);
                var plan = await Plan(db, Assert.Single(db.Sql.Statements, statement => statement.Contains("customer_figures", StringComparison.Ordinal)));
                Assert.Contains(plan, step => step.Contains(index + " (shop_id=? AND", StringComparison.Ordinal));
                Assert.DoesNotContain(plan, step => step.StartsWith("SCAN ", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal));
            });
        }
    }

    [Fact]
    public async Task What_the_home_page_warns_of_and_what_waits_for_a_guest_is_found_along_an_index_of_its_own()
    {
        await using var world = await ModulesWorld.Create();
        await world.Do<IServiceProvider>(async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            if (!db.Dialect.HasOneWriter) return;
            await new Attention(db, services.GetRequiredService<HookEndpoints>(), world.Clock).Of(world.Shop, null);
            await services.GetRequiredService<Orders>().OfGuest(world.ShopId, "anna@example.com");
            foreach (var (table, index) in new[] { ("FROM redemptions", "redemptions_state (shop_id=? AND state=?)"), ("FROM deliveries", "deliveries_state (shop_id=? AND state=?)"), ("FROM orders", "orders_guest (shop_id=? AND email=?)") })
            foreach (var statement in db.Sql.Statements.Where(statement => statement.Contains(table, StringComparison.Ordinal)).ToList())
                Assert.Contains(await Plan(db, statement), step => step.Contains(index, StringComparison.Ordinal));
        });
    }

    private static async Task Live(ModulesWorld world, IServiceProvider services)
    {
        var orders = services.GetRequiredService<OrderChanged>();
        await orders.Tell(world.Shop, ModulesWorld.Json(Order(quantity: 30)), world.Now);
        await orders.Tell(world.Shop, ModulesWorld.Json(Order(quantity: 20, seconds: 1)), world.Now);
        var mentioned = services.GetRequiredService<OrderMentioned>();
        await mentioned.Refunded(world.Shop, ModulesWorld.Json(Refund(5, 11, 1, "10.00", "10.00").With(r => r["order_id"] = 1)));
        var reward = (await services.GetRequiredService<RewardCatalogue>().All(world.ShopId)).Single();
        world.Shopify = (_, _) => throw new IOException();
        await services.GetRequiredService<Redemptions>().Find(world.ShopId, 7, "key-00000001");
        var ledger = services.GetRequiredService<PointsLedger>();
        await ledger.Spend(world.ShopId, 7, new Posting(EntryKind.Redeemed, -reward.Cost, 0, "redemption:1", 1, null, world.Now));
        await ledger.GiveBack(world.ShopId, 1, "redemption:1", new Posting(EntryKind.RedemptionReturned, 0, 0, "redemption:1:returned", 1, null, world.Now));
        await services.GetRequiredService<CustomerChanged>().Merged(world.Shop,
            ModulesWorld.Json("""{"admin_graphql_api_customer_kept_id":"gid://shopify/Customer/8","admin_graphql_api_customer_deleted_id":"gid://shopify/Customer/7"}"""), world.Now);
        await mentioned.Deleted(world.Shop, ModulesWorld.Json(new { id = 1 }), world.Now);
        await services.GetRequiredService<CustomerChanged>().Erased(world.Shop, ModulesWorld.Json(new { id = 8 }), world.Now, isRedaction: true);
    }

    private static async Task<List<string>> Plan(AppDb db, string statement)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + statement;
        for (var n = 0; n < 30; n++)
        {
            if (!statement.Contains("@p" + n.ToString(CultureInfo.InvariantCulture))) continue;
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@p" + n, 1);
            command.Parameters.Add(parameter);
        }
        var steps = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) steps.Add(reader.GetString(3));
        return steps;
    }
}
