using RetentionApp.Loyalty.Starting;
using RetentionApp.Rewards;

namespace RetentionApp.Loyalty.Admin.Start;

/// <summary>
/// How the shop's rewards become those of the setup: amounts off are changed in order of their cost, missing ones added,
/// further ones switched off. Other kinds of rewards are not touched, nor are codes already given out.
/// </summary>
internal sealed record RewardPlan(IReadOnlyList<Reward> Saved, IReadOnlyList<Reward> SwitchedOff)
{
    internal static RewardPlan Of(IReadOnlyList<Reward> existing, IReadOnlyList<PresetReward> wanted, long shopId, string currency, DateTime now)
    {
        var active = existing.Where(reward => reward is { Kind: RewardKind.AmountOff, IsActive: true }).OrderBy(reward => reward.Cost).ThenBy(reward => reward.Id).ToList();
        var saved = new List<Reward>();
        for (var i = 0; i < wanted.Count; i++)
        {
            var reward = i < active.Count ? active[i] : new Reward { ShopId = shopId, Kind = RewardKind.AmountOff, Currency = currency, CreatedAt = now };
            if (reward.Id != 0 && (reward.Cost, reward.Amount) == (wanted[i].Cost, wanted[i].Amount)) continue;
            (reward.Cost, reward.Amount, reward.Currency) = (wanted[i].Cost, wanted[i].Amount, currency);
            saved.Add(reward);
        }
        var gone = active.Skip(wanted.Count).ToList();
        foreach (var reward in gone) reward.IsActive = false;
        return new RewardPlan(saved, gone);
    }
}
