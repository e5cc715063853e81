using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;
using Xunit;
using static RetentionApp.Tests.Loyalty.CustomerTiersTests;
using static RetentionApp.Tests.Loyalty.TierRulesTests;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Loyalty;

/// <summary>Tier and points as Shopify is told of them; here it answers as the test wants.</summary>
public sealed class CustomerPushTests
{
    [Fact]
    public async Task Only_what_changed_is_told_and_a_second_round_tells_nothing()
    {
        await using var world = await World(Tiers(levels: [Level("silver", 500, tag: "early")]), pushes: true);
        var told = Listen(world);
        await world.Tell(Order(quantity: 10));
        await Push(world);
        Assert.Equal(["balance=500", "pending=0", "tier=silver", "tier_name=Silver", "CustomerTagsAdd tier:silver,early"], told.Distinct().Where(line => !line.StartsWith("define")));
        Assert.Equal(5, told.Count(line => line.StartsWith("define")));
        told.Clear();
        await Push(world);
        await world.Tell(Order(id: 2, quantity: 1));
        await Push(world);
        await Push(world);
        Assert.Equal(["balance=550"], told);
    }

    [Fact]
    public async Task Points_that_become_available_by_time_are_told_too()
    {
        await using var world = await ModulesWorld.Create(programme: ProgrammeSettings.For("GBP") with { PushesCustomers = true });
        var told = Listen(world);
        await world.Tell(Order(quantity: 2).Placed(world.Now));
        await Push(world);
        Assert.Contains("pending=100", told);
        told.Clear();
        world.Clock.Advance(TimeSpan.FromDays(14));
        await world.Do<PointsLedger>(ledger => ledger.Tidy(100));
        await Push(world);
        Assert.Equal(["balance=100", "pending=0"], told);
    }

    [Fact]
    public async Task Only_our_own_tags_are_taken_off_and_a_lost_tier_leaves_no_field()
    {
        await using var world = await World(Tiers(levels: [Level("silver", 500)]), pushes: true);
        var told = Listen(world);
        await world.Tell(Order(quantity: 10));
        await Push(world);
        told.Clear();
        await world.Tell(Order(quantity: 10, current: 0, seconds: 1));
        await Push(world);
        Assert.Equal(["balance=0", "tier_progress={\"next\":\"silver\",\"name\":\"Silver\",\"missing\":500,\"basis\":\"points\",\"by\":null}", "delete tier", "delete tier_name", "CustomerTagsRemove tier:silver"], told);
    }

    [Fact]
    public async Task Calls_are_packed_to_twenty_five_fields()
    {
        await using var world = await ModulesWorld.Create(programme: ProgrammeSettings.For("GBP") with { PushesCustomers = true });
        var sizes = new List<int>();
        Listen(world, call => sizes.Add(call.GetArrayLength()));
        for (var customer = 1; customer <= 30; customer++) await world.Tell(Order(id: customer, customer: customer));
        await Push(world);
        Assert.Equal([24, 24, 12], sizes);
    }

    [Fact]
    public async Task A_customer_that_Shopify_declines_holds_nobody_else_up_and_is_given_up_in_the_end()
    {
        await using var world = await ModulesWorld.Create(programme: ProgrammeSettings.For("GBP") with { PushesCustomers = true });
        await world.Tell(Order(id: 1, customer: 7));
        await world.Tell(Order(id: 2, customer: 8));
        world.Shopify = (operation, variables) => Task.FromResult(operation == "MetafieldsSet" && variables.GetRawText().Contains("Customer/7\"")
            ? """{"data":{"metafieldsSet":{"userErrors":[{"field":["metafields","0","ownerId"],"message":"Owner does not exist","code":"INVALID"}]}}}""" : Done(operation));
        await Push(world);
        var rows = (await world.Rows(db => db.CustomerPushes.AsNoTracking())).ToDictionary(row => row.CustomerId);
        Assert.Equal(("Owner does not exist", null, null), (rows[7].Error, rows[7].Pushed, rows[8].DueAt));
        Assert.Contains("balance", rows[8].Pushed);
        for (var round = 0; round < 10; round++)
        {
            world.Clock.Advance(TimeSpan.FromHours(2));
            await Push(world);
        }
        Assert.Null((await world.Rows(db => db.CustomerPushes.AsNoTracking().Where(row => row.CustomerId == 7))).Single().DueAt);
    }

    [Fact]
    public async Task While_Shopify_is_away_everything_waits_and_what_was_said_before_is_remembered()
    {
        await using var world = await ModulesWorld.Create(programme: ProgrammeSettings.For("GBP") with { PushesCustomers = true });
        await world.Tell(Order());
        world.Shopify = (operation, _) => operation == "MetafieldDefinitionCreate" ? Task.FromResult(Done(operation)) : throw new IOException();
        await Push(world);
        var row = Assert.Single(await world.Rows(db => db.CustomerPushes.AsNoTracking()));
        Assert.Equal((null, true), (row.Pushed, row.DueAt > world.Now));
        Assert.NotNull(row.Error);
        var told = Listen(world);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await Push(world);
        Assert.Contains("balance=150", told);
        Assert.Null(Assert.Single(await world.Rows(db => db.CustomerPushes.AsNoTracking())).Error);
    }

    [Fact]
    public async Task Switching_it_on_tells_of_everybody_and_nobody_who_was_erased_or_merged()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order(id: 1, customer: 7));
        await world.Tell(Order(id: 2, customer: 8));
        await world.Tell(Order(id: 3, customer: 9));
        await Merge(world, kept: 8, gone: 7);
        await world.Write<CustomerChanged, RetentionApp.Webhooks.Handled>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { id = 9 }), world.Now, isRedaction: false));
        await world.Do<Programmes>(async programmes => await programmes.Save(world.ShopId, (await programmes.Current(world.ShopId)).Settings with { PushesCustomers = true, Tiers = Tiers() }, "42"));
        await Run(world);
        var told = Listen(world);
        await Push(world);
        Assert.Equal(["balance=300", "pending=0"], told.Where(line => line.StartsWith("balance") || line.StartsWith("pending")));
    }

    /// <summary>Answers every call with yes and notes what it said.</summary>
    private static List<string> Listen(ModulesWorld world, Action<JsonElement>? onSet = null)
    {
        var told = new List<string>();
        world.Shopify = (operation, variables) =>
        {
            if (operation == "MetafieldsSet") onSet?.Invoke(variables.GetProperty("metafields"));
            told.AddRange(operation switch
            {
                "MetafieldsSet" => variables.Items("metafields").Select(field => $"{field.Text("key")}={field.Text("value")}"),
                "MetafieldsDelete" => variables.Items("metafields").Select(field => "delete " + field.Text("key")),
                "MetafieldDefinitionCreate" => [$"define {variables.Part("definition")!.Value.Text("key")}"],
                _ => [$"{operation} {string.Join(',', variables.Items("tags").Select(tag => tag.GetString()))}"],
            });
            return Task.FromResult(Done(operation));
        };
        return told;
    }

    private static string Done(string operation) => "{\"data\":{\"" + char.ToLowerInvariant(operation[0]) + operation[1..] + "\":{\"userErrors\":[]}}}";

    private static Task Push(ModulesWorld world) => world.Get<CustomerPushes>().Run(default);
}
