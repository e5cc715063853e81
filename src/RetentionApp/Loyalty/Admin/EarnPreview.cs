using RetentionApp.Language;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Admin;

/// <summary>How shoppers read the rules, in the shop's own language.</summary>
internal sealed record EarnPreview(EarnOffer[] Earn, ChallengeOffer[] Challenges, Words Words, bool IsActive)
{
    internal static EarnPreview Of(ProgrammeSettings settings, EarnOffers offers, Shop shop)
    {
        var words = new Words(Cultures.Choose(shop.Locale), PointsName.Of(shop.PointsWord));
        // Shown also while the programme is off: that is when it is being set up.
        var shown = settings with { IsActive = true };
        return new EarnPreview(offers.Of(shown, words), offers.ChallengesOf(shown, words), words, settings.IsActive);
    }
}
