using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using RetentionApp.Admin;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Admin;
using RetentionApp.Shopify;
using Xunit;

namespace RetentionApp.Tests.Admin;

public class DifferencesTests
{
    /// <summary>A document in which every property of every part of it says something.</summary>
    private static readonly ProgrammeSettings Full = new()
    {
        Points = 5, PerAmount = 100, MinimumOrder = 100, PendingDays = 14, GuestDays = 30, FromAt = new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc), ExcludedTags = ["staff"],
        ProductRules = [new ProductRule(ProductMatch.Tag, "sale", "Sale", 0.5m)],
        Campaigns = [new Campaign("c", "Weekend", 2, new DateTime(2026, 5, 1), new DateTime(2026, 5, 3), true, ["gold"], ["vip"])],
        Bonuses = new OrderBonuses(100, 5, 50, 25, [new OrderMilestone(10_000, 200)]),
        Deeds = [new DeedRule("d", DeedKind.SocialShare, 10, true, "Share us", "https://example.com", 3, 2, 1, 4, 9, new DateTime(2026, 1, 6, 0, 0, 0, DateTimeKind.Utc))],
        Challenges = [new Challenge("h", "Three months", ChallengeKind.Orders, 3, 90, 300, true, true, new DateTime(2026, 1, 7, 0, 0, 0, DateTimeKind.Utc), new Dictionary<string, string> { ["ru"] = "Три месяца" })],
        Tiers = new TierSettings(true, TierBasis.Spent, TierWindow.RollingYear, 30,
            [new TierLevel("gold", "Gold", new Dictionary<string, string> { ["ru"] = "Золото" }, "#c9a227", "star", 10_000, 100, 1.5m, new Dictionary<string, string> { ["en"] = "Early access" }, new StandingCode(10, 2000), "vip")]),
        Expiry = new PointsExpiry(ExpiryKind.PerCredit, 12, new DateTime(2026, 1, 5, 0, 0, 0, DateTimeKind.Utc)),
    };

    public static TheoryData<string> Properties() => new(Changed(Full).Select(change => change.Path));

    [Theory]
    [MemberData(nameof(Properties))]
    public void A_change_of_any_property_has_a_sentence_in_English_and_Russian(string path)
    {
        var changed = Changed(Full).Single(change => change.Path == path).Settings;
        Assert.NotEqual(Full.ToJson(), changed.ToJson());
        foreach (var (before, now) in new[] { (Full, changed), (changed, Full) })
        {
            Assert.All(Said("en", before, now), sentence => Assert.NotEqual("", sentence));
            Assert.NotEmpty(Said("en", before, now));
            Assert.NotEmpty(Said("ru", before, now));
            // Names and addresses stay as typed; the words around them are Russian.
            Assert.All(Said("ru", before, now), sentence => Assert.Matches("[а-яё]{2}", sentence));
        }
    }

    [Theory]
    [InlineData("en-GB", "Added: campaign “Summer” (multiplier: ×2; begins: 1 Jun 00:00; ends: when switched off; is on: yes)")]
    [InlineData("ru", "Добавлено: акция «Summer» (множитель: ×2; начало: 1 июн. 00:00; конец: пока не выключат; включено: да)")]
    public void A_rule_that_came_is_told_whole(string locale, string expected)
    {
        var now = new ProgrammeSettings { Campaigns = [new Campaign("s", "Summer", 2, new DateTime(2026, 6, 1), null, true, null, null)] };
        Assert.Equal(expected, Space(Assert.Single(Said(locale, new ProgrammeSettings(), now))));
        Assert.Contains("Summer", Assert.Single(Said(locale, now, new ProgrammeSettings())));
    }

    [Fact]
    public void A_rule_that_changed_is_told_by_what_changed()
    {
        var now = Full with { Campaigns = [Full.Campaigns![0] with { Times = 3 }] };
        Assert.Equal(["Campaign “Weekend”: multiplier: ×3 (before: ×2)"], Said("en", Full, now));
        Assert.Equal(["7.5 points for every £1.00 (before: 5 points for every £1.00)"], Said("en", Full, Full with { Points = 7.5m }));
        Assert.Equal(["Smallest order: none (before: £1.00)"], Said("en", Full, Full with { MinimumOrder = 0 }));
        Assert.Empty(Said("en", Full, ProgrammeSettings.FromJson(Full.ToJson())));
    }

    [Fact]
    public void Another_order_of_product_rules_is_a_change_too()
    {
        ProductRule a = new(ProductMatch.Tag, "a", null, 2), b = new(ProductMatch.Tag, "b", null, 3);
        Assert.Equal(["Product rules are asked in another order"], Said("en", new ProgrammeSettings { ProductRules = [a, b] }, new ProgrammeSettings { ProductRules = [b, a] }));
    }

    /// <summary>Every property of the document and of its parts changed, one at a time.</summary>
    private static IEnumerable<(string Path, ProgrammeSettings Settings)> Changed(ProgrammeSettings full) =>
        Variants(full, "").Select(variant => (variant.Path, (ProgrammeSettings)variant.Value));

    private static IEnumerable<(string Path, object Value)> Variants(object part, string path)
    {
        foreach (var property in part.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite && property.GetIndexParameters().Length == 0))
        {
            var (name, value) = (path + property.Name, property.GetValue(part));
            if (name.EndsWith("Id", StringComparison.Ordinal)) continue; // What makes it the same rule.
            foreach (var (inner, other) in Others(property.PropertyType, value, name + ".")) yield return (inner.TrimEnd('.'), With(part, property, other));
        }
    }

    private static IEnumerable<(string Path, object? Value)> Others(Type type, object? value, string path)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner) type = inner;
        if (type == typeof(bool)) return [(path, !(bool)value!)];
        if (type == typeof(int)) return [(path, (int)value! + 1)];
        if (type == typeof(long)) return [(path, (long)(value ?? 0L) + 1)];
        if (type == typeof(decimal)) return [(path, (decimal)(value ?? 0m) + 0.5m)];
        if (type == typeof(string)) return [(path, value + "x")];
        if (type == typeof(DateTime)) return [(path, ((DateTime)(value ?? DateTime.UnixEpoch)).AddDays(40))];
        if (type.IsEnum) return [(path, Enum.GetValues(type).Cast<object>().First(other => !other.Equals(value)))];
        if (value is IReadOnlyDictionary<string, string> texts) return [(path, texts.Append(new("de", "x")).ToDictionary())];
        if (value is IReadOnlyList<string> names) return [(path, names.Append("x").ToList())];
        if (value is System.Collections.IEnumerable list)
        {
            var one = list.Cast<object>().First();
            return Variants(one, path).Select(variant => (variant.Path, (object?)List(one.GetType(), variant.Value))).Append((path + "gone", List(one.GetType(), null)));
        }
        return value is null ? throw new InvalidOperationException($"{path} says nothing in the full document of this test: give it a value.") : [.. Variants(value, path).Select(variant => (variant.Path, (object?)variant.Value)), (path + "gone", null)];
    }

    private static System.Collections.IList List(Type type, object? item)
    {
        var list = (System.Collections.IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type))!;
        if (item is not null) list.Add(item);
        return list;
    }

    /// <summary>What <c>with</c> does, for a property known by name.</summary>
    private static object With(object part, PropertyInfo property, object? value)
    {
        var copy = part.GetType().GetMethod("<Clone>$")!.Invoke(part, null)!;
        property.SetValue(copy, value);
        return copy;
    }

    private static IReadOnlyList<string> Said(string locale, ProgrammeSettings before, ProgrammeSettings now)
    {
        var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        var http = new DefaultHttpContext();
        http.Features.Set(new AdminContext(AdminHost.Shop(1), "42", locale, null, ""));
        var text = new AdminText(new HttpContextAccessor { HttpContext = http }, services.GetRequiredService<IStringLocalizer<AdminTexts>>(), new Still());
        return new Differences(text).Between(before, now);
    }

    private static string Space(string text) => Regex.Replace(text, @"[\s\u00a0\u202f]+", " ");

    private sealed class Still : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(AdminHost.Now);
    }
}
