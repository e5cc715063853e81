namespace RetentionApp.Loyalty.Starting;

/// <summary>What the tiers of ready programmes are called, in every language of shoppers; the merchant may change them.</summary>
internal static class TierNames
{
    internal static readonly IReadOnlyDictionary<string, string> Bronze = Names("Bronze", "Бронза", "Bronze", "Bronze", "Bronce", "ブロンズ");
    internal static readonly IReadOnlyDictionary<string, string> Silver = Names("Silver", "Серебро", "Silber", "Argent", "Plata", "シルバー");
    internal static readonly IReadOnlyDictionary<string, string> Gold = Names("Gold", "Золото", "Gold", "Or", "Oro", "ゴールド");
    internal static readonly IReadOnlyDictionary<string, string> Member = Names("Member", "Участник", "Mitglied", "Membre", "Miembro", "メンバー");
    internal static readonly IReadOnlyDictionary<string, string> Vip = Names("VIP", "VIP", "VIP", "VIP", "VIP", "VIP");
    internal static readonly IReadOnlyDictionary<string, string> VipPerks = Names(
        "Early access to what is new", "Новинки раньше других", "Neuheiten früher als andere", "Les nouveautés en avant-première", "Novedades antes que nadie", "新商品を先行してご案内");

    private static Dictionary<string, string> Names(string en, string ru, string de, string fr, string es, string ja) =>
        new() { ["en"] = en, ["ru"] = ru, ["de"] = de, ["fr"] = fr, ["es"] = es, ["ja"] = ja };
}
