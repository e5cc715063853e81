using System.Text.Json;
using RetentionApp.Shopify;

namespace RetentionApp.Rewards.Kinds;

/// <summary>A tag on the customer until the end date, which themes and segments of the shop know. Adding it twice is adding it once.</summary>
internal sealed class EarlyAccess : KindOfReward
{
    internal override RewardKind Kind => RewardKind.EarlyAccess;
    internal override string Name => "early_access";
    internal override string Icon => "key";
    internal override bool HasCode => false;

    internal override string Describe(Reward reward, long amount) => "Early access";

    internal override IEnumerable<(string Field, string Problem)> Problems(Reward reward)
    {
        if (reward.Terms.Tag is not { Length: > 0 and <= 40 } tag || tag.Contains(',')) yield return ("Tag", "The tag must have 1 to 40 characters and no comma.");
        if (reward.ValidDays is null) yield return ("ValidDays", "Say for how many days the access lasts.");
    }

    internal override async Task<Making> Make(Asking ask, Redemption r)
    {
        var id = Gid.Of("Customer", r.CustomerId);
        return await ask.Send("CustomerTagsAdd", new { id, tags = new[] { r.Terms.Tag } }) switch
        {
            Ok<JsonElement> => new Making.Made(id),
            Refused<JsonElement> refused => new Making.Refused(refused.Reason),
            _ => throw new InvalidOperationException(),
        };
    }
}
