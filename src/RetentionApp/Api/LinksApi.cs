using System.ComponentModel;
using System.Globalization;
using RetentionApp.Rewards;

namespace RetentionApp.Api;

/// <param name="Url">On the shop's own domain.</param>
internal sealed record LinkAnswer(
    [property: Description("On the shop's own domain; to be sent to this customer and to nobody else.")] string Url,
    [property: Description("From then on it says that it no longer works.")] DateTime ExpiresAt);

/// <summary>Links for merchants' own messages.</summary>
internal static class LinksApi
{
    private static readonly DateTime At = new(2026, 3, 31, 12, 0, 0, DateTimeKind.Utc);

    internal static readonly ApiOperation[] Operations =
    [
        new("redeemLink", "GET", "/customers/{customer}/rewards/{id}/redeem-link", "Redemptions", ApiScopes.RedemptionsWrite, "Get a link that redeems a reward",
            "For a message to this customer: opened, the link asks; confirmed, it redeems, once. Only this customer, signed in at the shop, can confirm it. Nothing is taken by making one, and each call makes another link.",
            new LinkAnswer("https://example.com/apps/retention/r/CfDJ8…", At), Redeem)
        {
            Query =
            [
                new("points", "For a slider: how many points. Left out: the fewest.", "integer", Example: 500),
                new("days", "For how many days it works: 1 to 90, else 30.", "integer", Example: 14),
            ],
            Problems = [404, 422],
        },
        new("returnLink", "GET", "/redemptions/{id}/return-link", "Redemptions", ApiScopes.RedemptionsRead, "Get a link that applies a code",
            "For a message to the customer who has the code: the page behind the link puts it into the cart and says what it is worth and until when. For discounts that were issued and not used.",
            new LinkAnswer("https://example.com/apps/retention/back/CfDJ8…", At), Return) { Problems = [404, 409] },
    ];

    private static async Task<object> Redeem(ApiCall call)
    {
        var customer = await call.Customer();
        var reward = call.Id("reward");
        var (points, days) = (Whole(call, "points", int.MaxValue), Whole(call, "days", 90));
        if (await call.Get<RewardCatalogue>().Find(call.ShopId, reward) is null) throw new ApiRefusal(ApiProblem.Missing("reward"));
        var made = await call.Get<RedeemLinks>().Make(call.Shop, customer, reward, points, days is { } lasting ? TimeSpan.FromDays(lasting) : null);
        return made is null ? throw new ApiRefusal(ApiProblem.Of(422, "no_link", "There is no link for this", "The reward must be active and no birthday gift; points are for sliders, and in their steps.")) : Of(made);
    }

    private static async Task<object> Return(ApiCall call)
    {
        var id = call.Id("redemption");
        if (await call.Get<ReturnLinks>().Make(call.Shop, id) is { } made) return Of(made);
        throw new ApiRefusal(await call.Db.Sql.Long($"SELECT COUNT(*) FROM redemptions WHERE shop_id = {call.ShopId} AND id = {id}") == 0
            ? ApiProblem.Missing("redemption") : ApiProblem.Of(409, "no_link", "There is no link for this", "Only a discount code that was issued and not used can be applied by a link."));
    }

    private static LinkAnswer Of(MadeLink made) => new(made.Url, made.Until);

    private static int? Whole(ApiCall call, string name, int most) => call.Query(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number
        : throw new ApiRefusal(ApiProblem.Invalid(string.Create(CultureInfo.InvariantCulture, $"\"{name}\" must be a whole number from 1 to {most}.")));
}
