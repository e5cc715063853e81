using System.Net;
using System.Text.Json;
using Moq;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Shopify;

public sealed class AdminApiTests
{
    private static readonly TransportAnswer Order = ShopifyWorld.Json("""{"data":{"order":{"id":"gid://shopify/Order/5"}}}""");
    private static readonly TransportAnswer Created = ShopifyWorld.Json("""{"data":{"discountCodeBasicCreate":{"codeDiscountNode":{"id":"gid://shopify/DiscountCodeNode/9"},"userErrors":[]}}}""");
    private static readonly TransportAnswer Throttled = ShopifyWorld.Json("""
        {"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":{"requestedQueryCost":150,"throttleStatus":{"maximumAvailable":2000.0,"currentlyAvailable":50,"restoreRate":100.0}}}}
        """);

    private static Task<Answer<string?>> Read(ShopifyWorld world, Shop shop, TimeSpan? within = null) =>
        world.Get<AdminApi>().Send(shop, "OrderById", new { id = "gid://shopify/Order/5" }, data => data.Part("order")?.Text("id"), within);

    private static Task<Answer<JsonElement>> Change(ShopifyWorld world, Shop shop) => world.Get<AdminApi>().Send(shop, "DiscountCreate", new { discount = new { title = "x" } });

    private static int Calls(ShopifyWorld world) => world.Transport.Invocations.Count;

    private static async Task<(ShopifyWorld, Shop)> Start()
    {
        var world = await ShopifyWorld.Create();
        var shop = await world.Installed();
        world.Transport.Invocations.Clear();
        return (world, shop);
    }

    [Fact]
    public async Task A_document_goes_out_with_its_name_variables_and_token()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(Order);
        Assert.Equal(new Ok<string?>("gid://shopify/Order/5"), await Read(world, shop));
        var sent = Assert.Single(world.Transport.Invocations).Arguments;
        Assert.Equal(("https://demo.myshopify.com/admin/api/2026-01/graphql.json", "shpat_1"), (sent[0].ToString(), sent[1]));
        var body = JsonElement.Parse(((ReadOnlyMemory<byte>)sent[2]).Span);
        Assert.Equal(("OrderById", "gid://shopify/Order/5"), (body.Text("operationName"), body.Part("variables")?.Text("id")));
        Assert.Equal(AdminApi.Document("OrderById"), body.Text("query"));
    }

    [Fact]
    public async Task User_errors_are_a_refusal_and_not_an_exception()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json("""{"data":{"discountCodeBasicCreate":{"codeDiscountNode":null,"userErrors":[{"field":["basicCodeDiscount","code"],"code":"TAKEN","message":"Code must be unique"}]}}}"""));
        var refused = Assert.IsType<Refused<JsonElement>>(await Change(world, shop));
        Assert.Equal(new UserError("basicCodeDiscount.code", "TAKEN", "Code must be unique"), Assert.Single(refused.Errors));
        Assert.True(refused.Has("TAKEN"));
        Assert.Equal(1, Calls(world));
    }

    [Fact]
    public async Task Data_with_errors_is_taken_as_far_as_it_goes()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json("""{"data":{"order":{"id":"gid://shopify/Order/5","email":null}},"errors":[{"message":"not approved","path":["order","email"],"extensions":{"code":"ACCESS_DENIED"}}]}"""));
        Assert.Equal(new Ok<string?>("gid://shopify/Order/5"), await Read(world, shop));
    }

    [Theory]
    [InlineData("""{"data":{"order":null},"errors":[{"message":"denied","path":["order"],"extensions":{"code":"ACCESS_DENIED"}}]}""", 200)]
    [InlineData("""{"errors":[{"message":"denied","extensions":{"code":"ACCESS_DENIED"}}]}""", 200)]
    [InlineData("""{"errors":"[API] This action requires merchant approval"}""", 403)]
    [InlineData("""{"errors":"Unavailable Shop"}""", 402)]
    [InlineData("""{"errors":"Not Found"}""", 404)]
    public async Task Nothing_but_a_denial_is_a_denial_and_never_an_empty_answer(string body, int status)
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json(body, status));
        await Assert.ThrowsAsync<ShopifyDenied>(() => Read(world, shop));
        Assert.Equal(1, Calls(world));
    }

    [Fact]
    public async Task A_null_without_errors_is_an_answer()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json("""{"data":{"order":null}}"""));
        Assert.Equal(new Ok<string?>(null), await Read(world, shop));
    }

    [Theory]
    [InlineData("""{"errors":[{"message":"Field 'x' doesn't exist","extensions":{"code":"undefinedField"}}]}""", 200)]
    [InlineData("""{"errors":"bad"}""", 400)]
    public async Task A_wrong_document_is_not_sent_again(string body, int status)
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json(body, status));
        Assert.False((await Assert.ThrowsAsync<ShopifyUnavailable>(() => Change(world, shop))).MaybeDone);
        Assert.Equal(1, Calls(world));
    }

    [Fact]
    public async Task A_throttled_change_waits_for_its_points_and_goes_again()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(Throttled, Created);
        Assert.IsType<Ok<JsonElement>>(await Change(world, shop));
        Assert.Equal(2, Calls(world));
        Assert.Equal(TimeSpan.FromSeconds(1), world.Clock.Delays.Last());
    }

    [Fact]
    public async Task What_was_done_is_not_done_again_because_a_part_of_the_answer_was_throttled()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json("""{"data":{"discountCodeBasicCreate":{"codeDiscountNode":null,"userErrors":[]}},"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}]}"""));
        Assert.IsType<Ok<JsonElement>>(await Change(world, shop));
        Assert.Equal(1, Calls(world));
    }

    [Fact]
    public async Task A_result_file_is_read_from_its_address_as_given_and_without_a_token()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Desk.Files["http://files.example.com/x.jsonl?sig=1"] = "{}\n{}\n";
        await using var stream = await world.Get<AdminApi>().OpenResult("http://files.example.com/x.jsonl?sig=1", default);
        Assert.Equal("{}\n{}\n", await new StreamReader(stream).ReadToEndAsync());
        await Assert.ThrowsAsync<ShopifyUnavailable>(() => world.Get<AdminApi>().OpenResult("http://files.example.com/none", default));
    }

    [Fact]
    public async Task A_429_is_waited_out_as_long_as_it_says()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(new TransportAnswer(429, [], TimeSpan.FromSeconds(3)), Created);
        Assert.IsType<Ok<JsonElement>>(await Change(world, shop));
        Assert.Equal(TimeSpan.FromSeconds(3), world.Clock.Delays.Last());
    }

    [Fact]
    public async Task A_call_waits_beforehand_when_the_bucket_is_too_empty_for_it()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json("""{"data":{"order":null},"extensions":{"cost":{"requestedQueryCost":300,"actualQueryCost":3,"throttleStatus":{"maximumAvailable":1000,"currentlyAvailable":100,"restoreRate":50}}}}"""));
        await Read(world, shop);
        Assert.Empty(world.Clock.Delays);
        await Read(world, shop);
        Assert.Equal(TimeSpan.FromSeconds(4), Assert.Single(world.Clock.Delays));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(200)]
    public async Task A_query_is_asked_again_after_what_passes(int status)
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json("<html>sorry</html>", status), ShopifyWorld.Json("""{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}"""), Order);
        Assert.IsType<Ok<string?>>(await Read(world, shop));
        Assert.Equal(3, Calls(world));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(502, "<html>")]
    [InlineData(200, "<html>")]
    [InlineData(200, """{"errors":[{"message":"x","extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""")]
    [InlineData(200, """{"data":{"discountCodeBasicCreate":null},"errors":[{"message":"x","path":["discountCodeBasicCreate"],"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""")]
    public async Task A_change_that_may_have_happened_is_not_sent_again(int status, string body)
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json(body, status));
        Assert.True((await Assert.ThrowsAsync<ShopifyUnavailable>(() => Change(world, shop))).MaybeDone);
        Assert.Equal(1, Calls(world));
    }

    [Fact]
    public async Task A_change_whose_answer_does_not_come_may_have_happened_and_one_never_sent_goes_again()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        var post = world.Transport.SetupSequence(t => t.Post(It.IsAny<Uri>(), It.IsAny<string>(), It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<CancellationToken>()));
        post.ThrowsAsync(new TaskCanceledException()).ThrowsAsync(new HttpRequestException(HttpRequestError.ResponseEnded)).ThrowsAsync(new HttpRequestException(HttpRequestError.ConnectionError)).ReturnsAsync(Created);
        Assert.True((await Assert.ThrowsAsync<ShopifyUnavailable>(() => Change(world, shop))).MaybeDone);
        Assert.True((await Assert.ThrowsAsync<ShopifyUnavailable>(() => Change(world, shop))).MaybeDone);
        Assert.IsType<Ok<JsonElement>>(await Change(world, shop));
        Assert.Equal(4, Calls(world));
    }

    [Fact]
    public async Task A_query_gives_up_within_its_time()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json("", 503));
        var began = world.Clock.GetUtcNow();
        var failure = await Assert.ThrowsAsync<ShopifyUnavailable>(() => Read(world, shop, TimeSpan.FromSeconds(2)));
        Assert.False(failure.MaybeDone);
        Assert.InRange(world.Clock.GetUtcNow() - began, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json("", 401), Created);
        Assert.IsType<Ok<JsonElement>>(await Change(world, shop));
        Assert.Equal(["shpat_1", "shpat_2"], world.Transport.Invocations.Select(i => (string)i.Arguments[1]));

        world.Answers(ShopifyWorld.Json("", 401));
        await Assert.ThrowsAsync<ShopifyDenied>(() => Change(world, shop));
    }

    [Fact]
    public async Task A_shop_without_tokens_is_denied_without_a_call()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        await world.Get<ShopifyTokens>().Clear(shop.Id);
        await Assert.ThrowsAsync<ShopifyDenied>(() => Read(world, shop));
        Assert.Equal(0, Calls(world));
    }

    [Fact]
    public async Task A_token_dead_on_both_sides_is_forgotten_so_that_the_next_visit_brings_a_new_one()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        world.Answers(ShopifyWorld.Json("", 401));
        world.Desk.Refuse = form => form.ContainsKey("refresh_token") ? TokenDesk.Error("invalid_client", HttpStatusCode.Unauthorized) : null;
        await Assert.ThrowsAsync<ShopifyDenied>(() => Read(world, shop));
        Assert.Null((await world.Shop()).SealedTokens);
        Assert.IsType<Installed>(await world.Get<Installation>().Install(ShopifyWorld.Domain, world.Token(), "en", default));
        Assert.NotNull((await world.Shop()).SealedTokens);
    }

    [Fact]
    public async Task Who_cancels_is_not_kept_waiting()
    {
        var (world, shop) = await Start();
        await using var _ = world;
        using var cancel = new CancellationTokenSource();
        world.Transport.Setup(t => t.Post(It.IsAny<Uri>(), It.IsAny<string>(), It.IsAny<ReadOnlyMemory<byte>>(), It.IsAny<CancellationToken>()))
            .Returns(async (Uri _, string _, ReadOnlyMemory<byte> _, CancellationToken ct) =>
            {
                cancel.Cancel();
                await Task.Delay(Timeout.Infinite, ct);
                return Order;
            });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Get<AdminApi>().Send(shop, "OrderById", new { id = "x" }, cancellation: cancel.Token));
    }
}
