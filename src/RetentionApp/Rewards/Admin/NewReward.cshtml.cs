using RetentionApp.Admin;

namespace RetentionApp.Rewards.Admin;

internal sealed class NewRewardModel(RewardWords words) : AdminPage
{
    internal RewardWords Words => words;
}
