using RetentionApp.Loyalty.Earning;

namespace RetentionApp.Loyalty;

/// <summary>What every kind of deed is like, for pages.</summary>
internal static class DeedKinds
{
    /// <summary>Every kind as a merchant first sees it, in the order of pages.</summary>
    internal static IReadOnlyList<DeedRule> Starts { get; } = [.. DeedRules.All.Select(rule => rule.Start)];

    internal static DeedRule Start(DeedKind kind) => DeedRules.Of(kind).Start;

    internal static int Place(DeedKind kind) => DeedRules.Place(kind);

    /// <summary>How often in all; 0: no limit.</summary>
    internal static int Ever(DeedRule rule) => DeedRules.Ever(rule);

    /// <summary>Whether the kind itself allows it once only, whatever a merchant sets.</summary>
    internal static bool IsOnce(DeedKind kind) => DeedRules.Of(kind).Ever == 1;

    /// <summary>Whether there may be several rules of this kind, each with a name of its own.</summary>
    internal static bool IsNamed(DeedKind kind) => DeedRules.Of(kind).IsNamed;

    internal static bool IsSocial(DeedKind kind) => kind is DeedKind.SocialFollow or DeedKind.SocialShare;

    internal static bool IsYearly(DeedKind kind) => kind is DeedKind.Birthday or DeedKind.Anniversary;
}
