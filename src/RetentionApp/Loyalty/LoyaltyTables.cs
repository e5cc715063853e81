using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Loyalty.Simulating;

namespace RetentionApp.Loyalty;

internal static class LoyaltyTables
{
    extension(AppDb db)
    {
        internal DbSet<Programme> Programmes => db.Set<Programme>();
        internal DbSet<Account> Accounts => db.Set<Account>();
        internal DbSet<LedgerEntry> LedgerEntries => db.Set<LedgerEntry>();
        internal DbSet<Lot> Lots => db.Set<Lot>();
        internal DbSet<LotMove> LotMoves => db.Set<LotMove>();
        internal DbSet<OrderAward> OrderAwards => db.Set<OrderAward>();
        internal DbSet<OrderBonus> OrderBonuses => db.Set<OrderBonus>();
        internal DbSet<PointDay> PointDays => db.Set<PointDay>();
        internal DbSet<PointClosing> PointClosings => db.Set<PointClosing>();
        internal DbSet<AccountBlock> AccountBlocks => db.Set<AccountBlock>();
        internal DbSet<ExpiryWarning> ExpiryWarnings => db.Set<ExpiryWarning>();
        internal DbSet<CustomerTier> CustomerTiers => db.Set<CustomerTier>();
        internal DbSet<Deed> Deeds => db.Set<Deed>();
        internal DbSet<Birthday> Birthdays => db.Set<Birthday>();
        internal DbSet<ChallengeRound> ChallengeRounds => db.Set<ChallengeRound>();
        internal DbSet<TierRun> TierRuns => db.Set<TierRun>();
        internal DbSet<CustomerPush> CustomerPushes => db.Set<CustomerPush>();
        internal DbSet<StandingCodeRow> StandingCodes => db.Set<StandingCodeRow>();
        internal DbSet<Simulation> Simulations => db.Set<Simulation>();
    }
}
