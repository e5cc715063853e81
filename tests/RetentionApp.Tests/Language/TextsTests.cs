using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using RetentionApp.Admin;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Storefront;
using Xunit;

namespace RetentionApp.Tests.Language;

public partial class TextsTests
{
    public static TheoryData<Type, string> Sets()
    {
        var sets = new TheoryData<Type, string>();
        foreach (var language in Cultures.Shopper)
        {
            sets.Add(typeof(StorefrontTexts), language);
            sets.Add(typeof(LoyaltyTexts), language);
        }
        sets.Add(typeof(AdminTexts), "en");
        sets.Add(typeof(AdminTexts), "ru");
        return sets;
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Every_text_exists_in_every_language_with_the_same_holes(Type marker, string language)
    {
        var english = Read(marker, CultureInfo.InvariantCulture);
        var texts = language == "en" ? english : Read(marker, CultureInfo.GetCultureInfo(language));
        Assert.Equal(english.Keys.Order(), texts.Keys.Order());
        Assert.All(texts, text => Assert.False(string.IsNullOrWhiteSpace(text.Value)));
        Assert.All(texts, text => Assert.Equal(Holes(text.Key), Holes(text.Value)));
        Assert.All(texts, text => Assert.All(Forms(text.Value), forms => Assert.Equal(Plurals.Forms(language).Count, forms)));
        if (language is not "en") Assert.True(texts.Count(text => text.Value == english[text.Key]) < texts.Count / 5, "too much is not translated");
    }

    [Theory]
    [InlineData("en", EntryKind.OrderEarned, 5, "#1042", "Order #1042")]
    [InlineData("en", EntryKind.OrderReversed, -5, "#1042", "Refund on order #1042")]
    [InlineData("en", EntryKind.OrderReversed, 5, "#1042", "Correction on order #1042")]
    [InlineData("en-GB", EntryKind.Redeemed, -500, "5.00 GBP · 17", "£5.00 off")]
    [InlineData("en-GB", EntryKind.RedemptionReturned, 500, "5.00 GBP · 17", "Given back: £5.00 off")]
    [InlineData("en", EntryKind.Redeemed, -500, "A candle", "A candle")]
    [InlineData("en", EntryKind.Adjusted, 50, "Late parcel {0}", "Adjusted: Late parcel {0}")]
    [InlineData("en", EntryKind.Adjusted, 50, null, "Adjusted")]
    [InlineData("en", EntryKind.Transferred, 50, null, "Moved from another account")]
    [InlineData("en", EntryKind.Transferred, -50, null, "Moved to another account")]
    [InlineData("en", EntryKind.Expired, -50, null, "Expired")]
    [InlineData("ru", EntryKind.OrderReversed, -5, "#1042", "Возврат по заказу #1042")]
    [InlineData("ru", EntryKind.Redeemed, -5, "100000 JPY · 4", "Скидка 100 000 ¥")]
    [InlineData("ar", EntryKind.OrderEarned, 5, "#1042", "Order #1042")]
    public void A_ledger_entry_says_why(string locale, object kind, long points, string? note, string expected)
    {
        var words = new Words(Cultures.Choose(locale), PointsName.Default);
        Assert.Equal(expected, Ledger().Reason((EntryKind)kind, note, points, words).Replace('\u00a0', ' ').Replace('\u202f', ' '));
    }

    [Fact]
    public void A_reward_is_named_with_its_code_in_every_language() => Assert.All(Cultures.Shopper, language =>
        Assert.Contains("ABC-1", Ledger().Reason(EntryKind.Redeemed, "5.00 GBP · 17", -500, new Words(Cultures.Choose(language), PointsName.Default), "ABC-1")));

    private static LedgerWords Ledger() => new(new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizer<LoyaltyTexts>>());

    private static Dictionary<string, string> Read(Type marker, CultureInfo culture)
    {
        using var texts = new ResourceManager(marker).GetResourceSet(culture, createIfNotExists: true, tryParents: false)!;
        return texts.Cast<System.Collections.DictionaryEntry>().ToDictionary(text => (string)text.Key, text => (string)text.Value!);
    }

    private static string Holes(string text) => string.Join(' ', Hole().Matches(text).Select(hole => hole.Groups[1].Value).Distinct().Order());

    private static IEnumerable<int> Forms(string text) => Hole().Matches(text).Where(hole => hole.Groups[2].Value.Contains('|')).Select(hole => hole.Groups[2].Value.Count(c => c == '|'));

    [GeneratedRegex(@"\{(\d)([^}]*)\}")]
    private static partial Regex Hole();
}
