using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;

namespace RetentionApp.Rewards.Admin;

internal sealed class EditRewardModel(RewardCatalogue catalogue, Programmes programmes, RewardWords words, AdminApi api, TimeProvider clock) : AdminPage
{
    private static readonly TimeSpan SearchTime = TimeSpan.FromSeconds(8);

    internal Reward Reward { get; private set; } = null!;
    internal RewardForm Form { get; private set; } = null!;
    internal RewardWords Words => words;
    internal KindOfReward Kind => RewardKinds.Of(Reward.Kind);
    internal IReadOnlyList<TierLevel> Levels { get; private set; } = [];
    internal IReadOnlyList<Reward> Others { get; private set; } = [];
    internal IReadOnlyList<RewardChange> Changes { get; private set; } = [];
    internal bool IsNew => Reward.Id == 0;
    internal string Path => $"/rewards/{Reward.Id}";

    public async Task<IActionResult> OnGet(long id, string? kind)
    {
        if (!await Load(id, kind)) return id == 0 ? Redirect("/rewards/new") : Missing();
        Form = RewardForm.Of(Reward, T);
        return Page();
    }

    public async Task<IActionResult> OnPost(long id, RewardForm form)
    {
        if (!await Load(id, form.Kind)) return Missing();
        Form = form;
        form.Fill(Reward, Errors, T);
        if (Errors.Any) return Invalid();

        var (seen, left) = (Whole(form.StockSeen), string.IsNullOrWhiteSpace(form.Stock) ? null : Typed.Whole(form.Stock));
        if (IsNew) Reward.Stock = left;
        else if (seen is null != left is null) await catalogue.SetStock(ShopId, id, left);
        await catalogue.Save(Reward, StaffId, restock: !IsNewStock(seen, left) ? 0 : left!.Value - seen!.Value);
        return SeeOther("/rewards", "saved");

        bool IsNewStock(long? before, long? after) => id != 0 && before is not null && after is not null && before != after;
    }

    /// <summary>No longer offered; codes that were given out stay valid.</summary>
    public async Task<IActionResult> OnPostArchive(long id)
    {
        if (await catalogue.Find(ShopId, id) is not { ArchivedAt: null } reward) return Missing();
        (reward.ArchivedAt, reward.IsActive) = (clock.GetUtcNow().UtcDateTime, false);
        await catalogue.Save(reward, StaffId);
        return SeeOther("/rewards", "archived");
    }

    /// <summary>The shopper's card while somebody types.</summary>
    public async Task<IActionResult> OnGetPreview(long id, [FromQuery] RewardForm form)
    {
        if (!await Load(id, form.Kind)) return Missing();
        form.Fill(Reward, Errors, T);
        return Partial("/Rewards/Admin/_RewardPreview.cshtml", this);
    }

    /// <summary>Products or collections whose title holds the words.</summary>
    public async Task<IActionResult> OnGetSearch(string? type, string? q)
    {
        var wanted = string.Concat((q ?? "").Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-')).Trim();
        if (wanted.Length is 0 or > 80) return Partial("/Rewards/Admin/_Found.cshtml", new FoundToPick([], null));
        var (operation, list) = type switch { "collections" => ("CollectionSearch", "collections"), "variants" => ("VariantSearch", "products"), _ => ("ProductSearch", "products") };
        var search = string.Join(' ', wanted.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries).Select(word => word + "*"));
        try
        {
            var answer = await api.Send(Shop, operation, new { search }, data => data.Clone(), SearchTime, HttpContext.RequestAborted);
            var nodes = answer is Ok<JsonElement>(var data) ? data.Part(list)?.Items("nodes") ?? [] : [];
            var found = nodes.SelectMany(Choices).Where(one => one.Id > 0).ToList();
            return Partial("/Rewards/Admin/_Found.cshtml", new FoundToPick(found, found.Count == 0 ? T["Nothing found."] : null));
        }
        catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
        {
            return Partial("/Rewards/Admin/_Found.cshtml", new FoundToPick([], T["Shopify did not answer the search. Try again in a moment."]));
        }
    }

    /// <summary>One choice, or one for each variant where they cost differently.</summary>
    private static IEnumerable<Picked> Choices(JsonElement node)
    {
        var (id, title) = (Gid.Number(node.Text("id")) ?? 0, node.Text("title") ?? "");
        var variants = node.Part("variants")?.Items("nodes").ToList() ?? [];
        return variants.Select(variant => variant.Text("price")).Distinct().Count() <= 1 ? [new Picked(id, title)]
            : variants.Select(variant => new Picked(id, $"{title} – {variant.Text("title")}", Gid.Number(variant.Text("id"))));
    }

    internal IEnumerable<(RewardChange Change, IReadOnlyList<string> What)> History()
    {
        for (var i = 0; i < Math.Min(Changes.Count, 20); i++)
        {
            var before = i + 1 < Changes.Count ? RewardSnapshot.FromJson(Changes[i + 1].What) : null;
            var what = words.Differences(RewardSnapshot.FromJson(Changes[i].What), before).ToList();
            if (what.Count > 0) yield return (Changes[i], what);
        }
    }

    /// <summary>What a percentage with a cap comes to: for half the cart that reaches the cap, for twice that cart, and where the cart is not known.</summary>
    internal IEnumerable<(string? Cart, string Off, string Needed)> Capped()
    {
        var full = Kinds.PercentOff.Capped(Reward, null).Minimum;
        foreach (var cart in new long?[] { full / 2, full * 2, null })
        {
            var (off, needed) = Kinds.PercentOff.Capped(Reward, cart);
            yield return (cart is { } worth ? T.Money(worth, Reward.Currency) : null, T.Money(off, Reward.Currency), T.Money(needed, Reward.Currency));
        }
    }

    private async Task<bool> Load(long id, string? kind)
    {
        var reward = id == 0 ? Start(kind) : await catalogue.Find(ShopId, id);
        if (reward is not { ArchivedAt: null }) return false;
        Reward = reward;
        Levels = (await programmes.Current(ShopId)).Settings.Tiers?.Levels ?? [];
        Others = reward.Kind == RewardKind.BirthdayGift ? [.. (await catalogue.All(ShopId)).Where(one => one.Kind is not (RewardKind.BirthdayGift or RewardKind.Slider))] : [];
        Changes = id == 0 ? [] : await catalogue.Changes(ShopId, id);
        return true;
    }

    /// <summary>A new reward with values that suit most shops; null for an unknown kind.</summary>
    private Reward? Start(string? name)
    {
        if (RewardKinds.Named(name) is not { } kind) return null;
        var unit = Money.Decimals(Shop.Currency) == 0 ? 100 : Money.Unit(Shop.Currency);
        return new Reward
        {
            ShopId = ShopId, Kind = kind.Kind, Currency = Shop.Currency, CreatedAt = clock.GetUtcNow().UtcDateTime,
            Cost = kind.Kind == RewardKind.BirthdayGift ? 0 : 500,
            Amount = kind.HasAmount ? 5 * unit : 0,
            ValidDays = kind.Kind switch { RewardKind.EarlyAccess => 7, RewardKind.StoreCredit or RewardKind.BirthdayGift => null, RewardKind.GiftCard => 365, _ => 60 },
            Terms = kind.Kind switch
            {
                RewardKind.Slider => new RewardDetails { MaximumPoints = 5000, StepPoints = 100 },
                RewardKind.PercentOff => new RewardDetails { Percent = 1000 },
                RewardKind.EarlyAccess => new RewardDetails { Tag = "early-access" },
                RewardKind.BirthdayGift => new RewardDetails { DaysBefore = 7, DaysAfter = 14 },
                _ => RewardDetails.None,
            },
        };
    }

    private static long? Whole(string? text) => long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <param name="Note">Said instead of a list.</param>
internal sealed record FoundToPick(IReadOnlyList<Picked> Found, string? Note);
