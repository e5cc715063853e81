using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Rewards;

internal static class RewardsTables
{
    extension(AppDb db)
    {
        internal DbSet<Reward> Rewards => db.Set<Reward>();
        internal DbSet<Redemption> Redemptions => db.Set<Redemption>();
        internal DbSet<RedemptionRefund> RedemptionRefunds => db.Set<RedemptionRefund>();
        internal DbSet<RewardChange> RewardChanges => db.Set<RewardChange>();
    }
}
