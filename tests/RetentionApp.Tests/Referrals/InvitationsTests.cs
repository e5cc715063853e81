using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Referrals;
using Xunit;
using static RetentionApp.Tests.Sample;

namespace RetentionApp.Tests.Referrals;

/// <summary>Each customer's invitation code, and what becomes of it with the customer.</summary>
public sealed class InvitationsTests
{
    [Fact]
    public async Task Everybody_has_one_of_their_own_for_good_also_when_asked_for_twice_at_once()
    {
        await using var world = await ModulesWorld.Create();
        var codes = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Code(world, 11)));
        Assert.Single(codes.Distinct());
        Assert.Matches("^[a-z2-9]{9}$", codes[0]);
        Assert.NotEqual(codes[0], await Code(world, 12));
        world.Clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal(codes[0], await Code(world, 11));
    }

    [Fact]
    public async Task A_code_is_its_shops_and_is_read_in_either_case()
    {
        await using var world = await ModulesWorld.Create();
        var code = await Code(world, 11);
        Assert.Equal(11, await Inviter(world, world.ShopId, code.ToUpperInvariant()));
        Assert.Null(await Inviter(world, world.ShopId + 1, code));
        Assert.Null(await Inviter(world, world.ShopId, "zzzzzzzzz"));
    }

    [Fact]
    public async Task After_a_merge_both_codes_lead_to_the_one_kept_who_goes_on_showing_their_own()
    {
        await using var world = await ModulesWorld.Create();
        var (gone, kept) = (await Code(world, 11), await Code(world, 12));
        await Merge(world, 11, 12);
        Assert.Equal(12, await Inviter(world, world.ShopId, gone));
        Assert.Equal(12, await Inviter(world, world.ShopId, kept));
        Assert.Equal(kept, await Code(world, 12));
    }

    [Fact]
    public async Task Who_had_none_takes_over_the_code_of_the_other()
    {
        await using var world = await ModulesWorld.Create();
        var code = await Code(world, 11);
        await Merge(world, 11, 12);
        Assert.Equal(code, await Code(world, 12));
        await Merge(world, 12, 13);
        Assert.Equal(code, await Code(world, 13));
    }

    [Fact]
    public async Task Erasing_a_customer_ends_the_invitation_and_an_export_holds_it()
    {
        await using var world = await ModulesWorld.Create();
        await world.Tell(Order());
        var customer = (await world.Rows(db => db.Set<RetentionApp.Commerce.Customer>())).Single().Id;
        var code = await Code(world, customer);
        await world.Write<CustomerChanged>(changed => changed.Asked(world.Shop, Payload(new { customer = new { id = customer }, data_request = new { id = 9 } }), world.Now));
        Assert.Contains(code, (await world.Rows(db => db.Set<PrivacyRequest>())).Single().Export, StringComparison.Ordinal);
        await world.Write<CustomerChanged>(changed => changed.Erased(world.Shop, Payload(new { customer = new { id = customer } }), world.Now.AddDays(1), isRedaction: true));
        Assert.Null(await Inviter(world, world.ShopId, code));
        Assert.Empty(await world.Rows(db => db.Set<Invitation>()));
    }

    private static Task<string> Code(ModulesWorld world, long customer) => world.Do<Invitations, string>(invitations => invitations.CodeOf(world.ShopId, customer));

    private static Task<long?> Inviter(ModulesWorld world, long shop, string code) => world.Do<AppDb, long?>(db => Invitations.Inviter(db.Sql, shop, code).AsTask());

    private static Task Merge(ModulesWorld world, long gone, long kept) => world.Write<CustomerChanged>(changed => changed.Merge(world.ShopId, gone, kept, world.Now));

    private static JsonElement Payload(object value) => JsonSerializer.SerializeToElement(value);
}
