namespace RetentionApp.Api;

/// <summary>What a key may do. Reading and writing are apart, and personal data is apart from figures.</summary>
internal static class ApiScopes
{
    internal const string CustomersRead = "customers:read";
    internal const string BalancesRead = "balances:read";
    internal const string PointsWrite = "points:write";
    internal const string ActivitiesWrite = "activities:write";
    internal const string RewardsRead = "rewards:read";
    internal const string RedemptionsRead = "redemptions:read";
    internal const string RedemptionsWrite = "redemptions:write";

    /// <summary>Every scope with what it allows, in English, for the documentation.</summary>
    internal static readonly IReadOnlyList<(string Name, string Allows)> All =
    [
        (CustomersRead, "Read customers with names and e-mail addresses"),
        (BalancesRead, "Read balances, tiers and the list of points"),
        (PointsWrite, "Give and take points"),
        (RewardsRead, "Read rewards"),
        (RedemptionsRead, "Read redemptions with their codes"),
        (RedemptionsWrite, "Redeem points for rewards and cancel redemptions"),
    ];

    internal static bool IsKnown(string scope) => All.Any(known => known.Name == scope);
}
