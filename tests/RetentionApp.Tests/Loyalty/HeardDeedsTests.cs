using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Webhooks;
using Xunit;

namespace RetentionApp.Tests.Loyalty;

/// <summary>Deeds that show in customers/create and customers/update; rules are switched on at <see cref="ModulesWorld.Start"/>.</summary>
public sealed class HeardDeedsTests
{
    private static readonly ProgrammeSettings Programme = DeedsTests.With(
        new DeedRule("signup", DeedKind.SignUp, 100, true), new DeedRule("newsletter", DeedKind.Newsletter, 50, true), new DeedRule("profile", DeedKind.Profile, 25, true));

    internal static JsonElement Merge(long kept, long gone) => ModulesWorld.Json(
        new { admin_graphql_api_customer_kept_id = $"gid://shopify/Customer/{kept}", admin_graphql_api_customer_deleted_id = $"gid://shopify/Customer/{gone}", status = "completed" });

    internal static JsonObject Person(long id, string? state = null, DateTime? created = null, int minutes = 0, bool? consent = null, int? consentMinutes = null, string? last = null, string tags = "") => new()
    {
        ["id"] = id, ["email"] = $"{id}@example.com", ["first_name"] = "Anna", ["last_name"] = last, ["state"] = state, ["tags"] = tags, ["created_at"] = created is null ? null : Sample.Time(created.Value),
        ["updated_at"] = Sample.Time(ModulesWorld.Start.AddMinutes(minutes)),
        ["email_marketing_consent"] = consent is null ? null : new JsonObject { ["state"] = consent.Value ? "subscribed" : "unsubscribed", ["consent_updated_at"] = consentMinutes is null ? null : Sample.Time(ModulesWorld.Start.AddMinutes(consentMinutes.Value)) },
    };

    internal static Task<Handled> Tell(ModulesWorld world, long id, string? state = null, DateTime? created = null, int minutes = 0, bool? consent = null, int? consentMinutes = null, string? last = null, string tags = "") =>
        Tell(world, Person(id, state, created, minutes, consent, consentMinutes, last, tags));

    private static Task<Handled> Tell(ModulesWorld world, JsonObject person) => world.Write<CustomerChanged, Handled>(customers => customers.Tell(world.Shop, ModulesWorld.Json(person)));

    [Fact]
    public async Task An_account_made_at_once_is_credited_once()
    {
        await using var world = await ModulesWorld.Create(programme: Programme);
        await Tell(world, 7, "enabled", ModulesWorld.Start);
        await Tell(world, 7, "enabled", ModulesWorld.Start);
        await Tell(world, 7, "enabled", ModulesWorld.Start, minutes: 5);
        Assert.Equal((100, 0, 100, 0), await world.Points(7));
    }

    [Fact]
    public async Task A_guests_record_earns_nothing_until_it_becomes_an_account()
    {
        await using var world = await ModulesWorld.Create(programme: Programme);
        await Tell(world, 7, "disabled", ModulesWorld.Start);
        await Tell(world, 8, "disabled", ModulesWorld.Start.AddYears(-2));
        await Tell(world, 8, "invited", ModulesWorld.Start.AddYears(-2), minutes: 1);
        Assert.Equal(((0, 0, 0, 0), (0, 0, 0, 0)), (await world.Points(7), await world.Points(8)));
        await Tell(world, 7, "enabled", ModulesWorld.Start, minutes: 5);
        await Tell(world, 8, "enabled", ModulesWorld.Start.AddYears(-2), minutes: 5);
        Assert.Equal(((100, 0, 100, 0), (100, 0, 100, 0)), (await world.Points(7), await world.Points(8)));
    }

    [Fact]
    public async Task An_account_from_before_the_rule_earns_nothing_however_often_it_changes()
    {
        await using var world = await ModulesWorld.Create(programme: Programme);
        await world.Write<Customers, long?>(customers => customers.Record(world.ShopId, CustomerPayload.Read(ModulesWorld.Json(Person(7, "enabled", ModulesWorld.Start.AddYears(-1), minutes: -10)))!));
        await Tell(world, 7, "enabled", ModulesWorld.Start.AddYears(-1), minutes: 1);
        await Tell(world, 7, "disabled", ModulesWorld.Start.AddYears(-1), minutes: 2);
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
    }

    [Fact]
    public async Task A_customer_first_heard_of_inside_an_order_is_thanked_for_the_account_too()
    {
        await using var world = await ModulesWorld.Create(programme: Programme);
        await world.Tell(Sample.Order().With(order => order["customer"] = Person(7, "enabled", ModulesWorld.Start)));
        await Tell(world, 7, "enabled", ModulesWorld.Start);
        Assert.Equal((250, 0, 250, 0), await world.Points(7));
        await world.Verify();
    }

    [Fact]
    public async Task Consent_given_withdrawn_and_given_again_earns_once()
    {
        await using var world = await ModulesWorld.Create(programme: Programme);
        await Tell(world, 7, "disabled", minutes: 1, consent: false);
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        await Tell(world, 7, "disabled", minutes: 2, consent: true, consentMinutes: 2);
        await Tell(world, 7, "disabled", minutes: 3, consent: false, consentMinutes: 3);
        await Tell(world, 7, "disabled", minutes: 4, consent: true, consentMinutes: 4);
        Assert.Equal((50, 0, 50, 0), await world.Points(7));
    }

    [Fact]
    public async Task Consent_from_before_the_rule_earns_nothing_and_one_without_a_date_when_it_is_new()
    {
        await using var world = await ModulesWorld.Create(programme: Programme);
        await Tell(world, 7, minutes: 1, consent: true, consentMinutes: -1);
        await Tell(world, 8, minutes: 1, consent: true);
        Assert.Equal(((0, 0, 0, 0), (0, 0, 0, 0)), (await world.Points(7), await world.Points(8)));
        await Tell(world, 9, minutes: 1, consent: false);
        await Tell(world, 9, minutes: 2, consent: true);
        Assert.Equal((50, 0, 50, 0), await world.Points(9));
    }

    [Fact]
    public async Task A_profile_is_complete_with_name_address_and_birthday_in_either_order()
    {
        await using var world = await ModulesWorld.Create(programme: Programme);
        await Tell(world, 7, minutes: 1, last: "Ash");
        Assert.Equal((0, 0, 0, 0), await world.Points(7));
        await world.Do<Birthdays>(birthdays => birthdays.Set(world.ShopId, 7, 5, 20, null, Birthdays.Shopper));
        Assert.Equal((25, 0, 25, 0), await world.Points(7));

        await world.Do<Birthdays>(birthdays => birthdays.Set(world.ShopId, 8, 5, 20, null, Birthdays.Shopper));
        await Tell(world, 8, minutes: 1);
        Assert.Equal((0, 0, 0, 0), await world.Points(8));
        await Tell(world, 8, minutes: 2, last: "Birch");
        Assert.Equal((25, 0, 25, 0), await world.Points(8));
    }

    [Fact]
    public async Task History_brings_nobody_points_for_accounts_and_consent()
    {
        await using var world = await ModulesWorld.Create(programme: Programme);
        await world.Write<OrderChanged>(orders => orders.Tell(OrderPayload.Read(world.ShopId, "GBP", ModulesWorld.Json(Sample.Order().With(order => order["customer"] = Person(7, "enabled", ModulesWorld.Start))), world.Now)! with { IsHistory = true }));
        Assert.Equal((150, 0, 150, 0), await world.Points(7));
    }

    [Fact]
    public void News_doubled_and_in_any_order_leads_to_the_same()
    {
        // A guest from long ago makes an account, subscribes, unsubscribes, completes the name, and loses the account again.
        JsonObject[] news =
        [
            Person(7, "disabled", ModulesWorld.Start.AddYears(-1), 1, consent: false),
            Person(7, "enabled", ModulesWorld.Start.AddYears(-1), 2, consent: false),
            Person(7, "enabled", ModulesWorld.Start.AddYears(-1), 3, consent: true, consentMinutes: 3),
            Person(7, "enabled", ModulesWorld.Start.AddYears(-1), 4, consent: false, consentMinutes: 4, last: "Ash"),
            Person(7, "disabled", ModulesWorld.Start.AddYears(-1), 5, consent: false, consentMinutes: 4, last: "Ash"),
        ];
        Prop.ForAll(Gen.Shuffle(news.Concat(news).ToArray()).ToArbitrary(), order =>
        {
            Run(order).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(12));

        static async Task Run(JsonObject[] order)
        {
            await using var world = await ModulesWorld.Create(programme: Programme);
            // The import knew the guest.
            await world.Write<Customers, long?>(customers => customers.Record(world.ShopId, CustomerPayload.Read(ModulesWorld.Json(Person(7, "disabled", ModulesWorld.Start.AddYears(-1))))!));
            await world.Do<Birthdays>(birthdays => birthdays.Set(world.ShopId, 7, 5, 20, null, Birthdays.Shopper));
            foreach (var one in order) await Tell(world, (JsonObject)one.DeepClone());
            Assert.Equal((175, 0, 175, 0), await world.Points(7));
            await world.Verify();
        }
    }
}
