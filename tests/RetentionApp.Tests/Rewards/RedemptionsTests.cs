using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using Xunit;

namespace RetentionApp.Tests.Rewards;

public sealed class RedemptionsTests
{
    private const string Key = "key-00000001";

    [Fact]
    public async Task Redeeming_debits_and_brings_a_code_for_that_customer_only()
    {
        await using var world = await Rich();
        JsonElement asked = default;
        world.Shopify = (_, variables) => { asked = variables; return Created(); };
        var issued = Assert.IsType<Redeemed>(await Redeem(world)).Redemption;
        Assert.Equal((RedemptionState.Issued, "gid://shopify/DiscountCodeNode/1", 1), (issued.State, issued.DiscountId, issued.Attempts));
        Assert.Equal(500, (await world.Points(7)).Available);
        var discount = asked.Part("discount")!.Value;
        Assert.Equal((issued.Code, "1", "gid://shopify/Customer/7", "5.00"), (discount.Text("code"), discount.Text("usageLimit"),
            discount.GetProperty("context").GetProperty("customers").GetProperty("add")[0].GetString(), discount.GetProperty("customerGets").GetProperty("value").GetProperty("discountAmount").Text("amount")));
        await world.Verify();
    }

    [Fact]
    public async Task The_same_key_answers_the_same_redemption_also_when_asked_at_once()
    {
        await using var world = await Rich();
        world.Shopify = async (_, _) => { await Task.Delay(100); return await Created(); };
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Redeem(world))));
        Assert.Single(answers.Select(answer => Assert.IsType<Redeemed>(answer).Redemption).Select(r => (r.Id, r.Code, r.State)).Distinct());
        Assert.Equal(RedemptionState.Issued, ((Redeemed)await Redeem(world)).Redemption.State);
        Assert.Equal(500, (await world.Points(7)).Available);
        Assert.Equal(["DiscountCreate"], world.Asked);
    }

    [Fact]
    public async Task A_definite_refusal_gives_the_points_back_once_and_says_why()
    {
        await using var world = await Rich();
        world.Shopify = (_, _) => Errors("INVALID", "Too many discounts.");
        var refused = Assert.IsType<RedeemRefused>(await Redeem(world));
        Assert.Equal((RefusalReason.RefusedByShop, "Too many discounts."), (refused.Reason, refused.Detail));
        Assert.IsType<RedeemRefused>(await Redeem(world));
        await Job(world);
        Assert.Equal((1000, 0, 1000, 0), await world.Points(7));
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM ledger_entries WHERE kind = {EntryKind.RedemptionReturned}"));
        await world.Verify();
    }

    [Fact]
    public async Task Points_that_a_refusal_gives_back_go_to_the_customer_the_account_was_merged_into_meanwhile()
    {
        await using var world = await Rich();
        world.Shopify = async (_, _) =>
        {
            await world.Do<PointsLedger>(ledger => ledger.Merge(world.ShopId, 7, 8));
            await world.Write<Redemptions>(redemptions => redemptions.Move(world.ShopId, 7, 8));
            return await Errors("INVALID", "No.");
        };
        await Redeem(world);
        Assert.Equal((0, 1000), ((await world.Points(7)).Available, (await world.Points(8)).Available));
        await world.Verify();
    }

    [Fact]
    public async Task A_code_that_is_taken_by_us_is_adopted_and_one_that_is_not_ours_is_replaced()
    {
        await using var world = await Rich();
        world.Shopify = (operation, variables) => operation == "DiscountCreate" ? Errors("TAKEN", "Taken.") : Found(world, variables, isOurs: true);
        Assert.Equal(RedemptionState.Issued, Assert.IsType<Redeemed>(await Redeem(world)).Redemption.State);

        var first = "";
        world.Shopify = (operation, variables) =>
        {
            if (operation == "DiscountByCode") return variables.Text("code") == first ? Found(world, variables, isOurs: false) : Missing();
            var code = variables.Part("discount")!.Value.Text("code")!;
            if (first.Length > 0 && code != first) return Created();
            first = code;
            return Errors("TAKEN", "Taken.");
        };
        Assert.Equal(RedemptionState.Pending, Assert.IsType<Redeemed>(await Redeem(world, "key-00000002")).Redemption.State);
        await Job(world);
        var row = ((Redeemed)await Redeem(world, "key-00000002")).Redemption;
        Assert.Equal(RedemptionState.Issued, row.State);
        Assert.NotEqual(first, row.Code);
        await world.Verify();
    }

    [Fact]
    public async Task A_lost_answer_costs_nothing_the_job_looks_the_code_up_and_adopts_it()
    {
        await using var world = await Rich();
        world.Shopify = (_, _) => throw new IOException("The connection broke.");
        Assert.Equal(RedemptionState.Pending, Assert.IsType<Redeemed>(await Redeem(world)).Redemption.State);
        Assert.Equal(500, (await world.Points(7)).Available);
        world.Shopify = (operation, variables) => operation == "DiscountByCode" ? Found(world, variables, isOurs: true) : throw new InvalidOperationException("It exists already.");
        Assert.Equal(0, await Job(world));
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await Job(world));
        Assert.Equal(RedemptionState.Issued, ((Redeemed)await Redeem(world)).Redemption.State);
        Assert.Equal(500, (await world.Points(7)).Available);
        Assert.Equal(["DiscountCreate", "DiscountByCode"], world.Asked);
    }

    [Fact]
    public async Task Retries_come_after_2_5_15_and_30_seconds_then_more_rarely()
    {
        await using var world = await Rich();
        world.Shopify = (operation, _) => operation == "DiscountCreate" ? throw new IOException("Broken.") : Missing();
        await Redeem(world);
        var pauses = new List<double>();
        for (var n = 0; n < 6; n++)
        {
            var next = (await world.Rows(db => db.Redemptions.Select(r => r.NextAt))).Single()!.Value;
            pauses.Add((next - world.Now).TotalSeconds);
            world.Clock.Advance(next - world.Now);
            await Job(world);
        }
        Assert.Equal([2, 5, 15, 30, 120, 120], pauses);
        Assert.Equal(500, (await world.Points(7)).Available);
    }

    [Fact]
    public async Task A_page_that_asks_again_and_again_neither_presses_on_shopify_nor_delays_the_next_attempt()
    {
        await using var world = await Rich();
        world.Shopify = (_, _) => throw new IOException("Broken.");
        await Redeem(world);
        for (var n = 0; n < 3; n++) Assert.Equal(RedemptionState.Pending, ((Redeemed)await Redeem(world)).Redemption.State);
        Assert.Equal(["DiscountCreate"], world.Asked);
        world.Shopify = (operation, _) => operation == "DiscountCreate" ? Created() : Missing();
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await Job(world));
        Assert.Equal((RedemptionState.Issued, 2), (((Redeemed)await Redeem(world)).Redemption.State, ((Redeemed)await Redeem(world)).Redemption.Attempts));
    }

    [Fact]
    public async Task A_process_that_died_after_the_debit_leaves_a_row_that_the_job_issues()
    {
        await using var world = await Rich();
        await Redeem(world, shopify: (_, _) => Created());
        // As if it had died holding the lease.
        await world.Execute($"UPDATE redemptions SET state = 0, discount_id = NULL, next_at = {world.Now}, lease_until = {world.Now.AddSeconds(60)}");
        world.Shopify = (operation, _) => operation == "DiscountCreate" ? Created() : Missing();
        Assert.Equal(0, await Job(world));
        world.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(1, await Job(world));
        Assert.Equal(RedemptionState.Issued, ((Redeemed)await Redeem(world)).Redemption.State);
    }

    [Fact]
    public async Task Request_and_job_never_both_call_shopify()
    {
        await using var world = await Rich();
        var (started, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        world.Shopify = async (_, _) => { started.TrySetResult(); await go.Task; return await Created(); };
        var request = Task.Run(() => Redeem(world));
        await started.Task;
        Assert.Equal(0, await Job(world));
        var twin = Task.Run(() => Redeem(world));
        go.SetResult();
        Assert.Equal((RedemptionState.Issued, RedemptionState.Issued), (((Redeemed)await request).Redemption.State, ((Redeemed)await twin).Redemption.State));
        Assert.Equal(["DiscountCreate"], world.Asked);
    }

    [Fact]
    public async Task What_cannot_be_redeemed_is_refused_with_a_reason_and_nothing_is_debited()
    {
        await using var world = await Rich();
        var reward = (await world.Rows(db => db.Rewards)).Single();
        Task<RedeemAnswer> Try(long customer, long rewardId, string key = Key) => world.Do<Redemptions, RedeemAnswer>(r => r.Redeem(world.ShopId, customer, rewardId, key, default));
        Assert.Equal(new RedeemRefused(RefusalReason.NotEnoughPoints, 500), await Try(99, reward.Id));
        Assert.Equal(new RedeemRefused(RefusalReason.UnknownReward), await Try(7, reward.Id + 1));
        Assert.Equal(new RedeemRefused(RefusalReason.InvalidKey), await Try(7, reward.Id, ""));
        Assert.Equal(new RedeemRefused(RefusalReason.InvalidKey), await Try(7, reward.Id, new string('x', 201)));
        await world.Do<RewardCatalogue>(rewards => { reward.IsActive = false; return rewards.Save(reward); });
        Assert.Equal(new RedeemRefused(RefusalReason.RewardInactive), await Try(7, reward.Id));
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, new ProgrammeSettings { IsActive = false }, "test"));
        Assert.Equal(new RedeemRefused(RefusalReason.ProgrammePaused), await Try(7, reward.Id));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM redemptions"));
        Assert.Equal((1000, 0, 1000, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task A_code_that_comes_back_in_an_order_is_used_once_for_all()
    {
        await using var world = await Rich();
        var code = ((Redeemed)await Redeem(world, shopify: (_, _) => Created())).Redemption.Code;
        var order = Sample.Order(id: 5).With(o => o["discount_codes"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["code"] = code.ToLowerInvariant() }));
        await world.Tell(order);
        await world.Tell(order);
        var used = (await world.Rows(db => db.Redemptions.AsNoTracking())).Single();
        Assert.Equal((RedemptionState.Used, 5), (used.State, used.UsedByOrder));
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM timeline WHERE kind = 'reward.used'"));
    }

    private static async Task<ModulesWorld> Rich()
    {
        var world = await ModulesWorld.Create();
        await world.Credit(7, 1000, "gift");
        return world;
    }

    private static async Task<RedeemAnswer> Redeem(ModulesWorld world, string key = Key, Func<string, JsonElement, Task<string>>? shopify = null)
    {
        if (shopify is not null) world.Shopify = shopify;
        var reward = (await world.Rows(db => db.Rewards.Select(r => r.Id))).Single();
        return await world.Do<Redemptions, RedeemAnswer>(redemptions => redemptions.Redeem(world.ShopId, 7, reward, key, default));
    }

    private static Task<int> Job(ModulesWorld world) => world.Get<CodeIssuing>().IssueDue(default);

    private static Task<string> Created() => Task.FromResult("""{"data":{"discountCodeBasicCreate":{"codeDiscountNode":{"id":"gid://shopify/DiscountCodeNode/1"},"userErrors":[]}}}""");

    private static Task<string> Errors(string code, string message) =>
        Task.FromResult($$$$"""{"data":{"discountCodeBasicCreate":{"codeDiscountNode":null,"userErrors":[{"field":["basicCodeDiscount","code"],"code":"{{{{code}}}}","message":"{{{{message}}}}"}]}}}""");

    private static Task<string> Missing() => Task.FromResult("""{"data":{"codeDiscountNodeByCode":null}}""");

    private static async Task<string> Found(ModulesWorld world, JsonElement variables, bool isOurs)
    {
        var code = variables.Text("code");
        var title = isOurs ? (await world.Rows(db => db.Redemptions.Where(r => r.Code == code).Select(r => r.Title))).Single() : "Summer sale";
        return JsonSerializer.Serialize(new { data = new { codeDiscountNodeByCode = new { id = "gid://shopify/DiscountCodeNode/2", codeDiscount = new { title } } } });
    }
}
