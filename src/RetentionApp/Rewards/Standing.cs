using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards.Kinds;

namespace RetentionApp.Rewards;

/// <summary>Birthdays as customers or the merchant entered them; one changed a moment ago has to wait, as for points.</summary>
internal sealed class EnteredBirthdays(TimeProvider clock)
{
    /// <summary>A day of a leap year: month and day count. Null when none is known.</summary>
    internal async ValueTask<DateOnly?> Of(Sql sql, long shopId, long customerId) =>
        await Birthdays.Read(sql, shopId, customerId) is { } birthday && birthday.CountsFrom <= DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)
            ? Birthday.In(birthday.MonthDay, 2000) : null;
}

/// <summary>What about a customer, beside points, decides which rewards they may have. Read only where a reward asks for it.</summary>
internal sealed record Standing(string? LevelId, IReadOnlyList<Taken> Taken, DateOnly? Birthday)
{
    internal static readonly Standing Nothing = new(null, [], null);

    internal static bool IsNeeded(IEnumerable<Reward> rewards) =>
        rewards.Any(reward => reward.Kind == RewardKind.BirthdayGift || reward.Terms is { PerCustomer: > 0 } or { TierIds.Count: > 0 });

    /// <param name="customerId">Whose account it is, where customers were merged.</param>
    /// <param name="programme">The shop's present one, for its tiers.</param>
    internal static async Task<Standing> Read(Sql sql, EnteredBirthdays birthdays, long shopId, long customerId, IReadOnlyCollection<Reward> rewards, ProgrammeSettings programme)
    {
        var level = rewards.Any(reward => reward.Terms.TierIds is { Count: > 0 }) ? await CustomerTiers.LevelIn(sql, shopId, customerId, programme) : null;
        var hasGift = rewards.Any(reward => reward.Kind == RewardKind.BirthdayGift);
        // What was refused or taken back never counted. Five hundred are more than any limit allows.
        var taken = !hasGift && !rewards.Any(reward => reward.Terms.PerCustomer > 0) ? [] : await sql.Query($"""
            SELECT reward_id, group_id, created_at FROM redemptions
            WHERE shop_id = {shopId} AND account_id = (SELECT id FROM accounts WHERE shop_id = {shopId} AND customer_id = {customerId}) AND state NOT IN (2, 6) ORDER BY id DESC LIMIT 500
            """, row => new Taken(row.GetInt64(0), row.LongOrNull(1), row.At(2)));
        return new Standing(level?.Id, taken, hasGift ? await birthdays.Of(sql, shopId, customerId) : null);
    }

    /// <returns>Why this customer cannot have the reward, whatever their points; null when they can.</returns>
    internal RefusalReason? WhyNot(Reward reward, DateTime now, TimeZoneInfo zone)
    {
        var terms = reward.Terms;
        if (terms.TierIds is { Count: > 0 } tiers && (LevelId is null || !tiers.Contains(LevelId))) return RefusalReason.TierRequired;
        if (reward.Kind == RewardKind.BirthdayGift && WhyNoGift(reward, now, zone) is { } why) return why;
        if (terms.PerCustomer > 0)
        {
            var since = terms.PerDays > 0 ? now.AddDays(-terms.PerDays) : DateTime.MinValue;
            if (Taken.Count(one => one.RewardId == reward.Id && one.GroupId is null && one.At > since) >= terms.PerCustomer) return RefusalReason.LimitReached;
        }
        return reward.Stock is <= 0 ? RefusalReason.SoldOut : null;
    }

    private RefusalReason? WhyNoGift(Reward reward, DateTime now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, zone));
        if (Birthday is not { } birthday || BirthdayGift.Occasion(birthday, today, reward.Terms) is not { } day) return RefusalReason.NotBirthday;
        // Half a year to either side belongs to this birthday: a changed date brings no second gift.
        var midday = day.ToDateTime(new TimeOnly(12, 0), DateTimeKind.Utc);
        return Taken.Any(one => one.GroupId == reward.Id && (one.At - midday).Duration() < TimeSpan.FromDays(183)) ? RefusalReason.LimitReached : null;
    }
}

internal readonly record struct Taken(long RewardId, long? GroupId, DateTime At);
