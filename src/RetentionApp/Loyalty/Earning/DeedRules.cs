using RetentionApp.Loyalty.Earning.Rules;

namespace RetentionApp.Loyalty.Earning;

/// <summary>Every kind of deed, in the order in which pages list them.</summary>
internal static class DeedRules
{
    internal static readonly IReadOnlyList<IDeedRule> All =
    [
        new SignUpRule(),
        new BirthdayRule(),
        new AnniversaryRule(),
        new NewsletterRule(),
        new ProfileRule(),
        new ReviewRule(),
        new ReferralRule(),
        new SocialFollowRule(),
        new SocialShareRule(),
        new CustomRule(),
    ];

    internal static IDeedRule Of(DeedKind kind) => All.First(rule => rule.Kind == kind);

    internal static int Place(DeedKind kind) => All.TakeWhile(rule => rule.Kind != kind).Count();

    /// <summary>How often ever: the merchant's limit or the kind's own, whichever is less; 0: no limit.</summary>
    internal static int Ever(DeedRule rule) => (rule.Ever, Of(rule.Kind).Ever) switch
    {
        (0, var own) => own,
        (var set, 0) => set,
        var (set, own) => Math.Min(set, own),
    };
}
