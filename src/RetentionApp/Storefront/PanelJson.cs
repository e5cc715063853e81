using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>
/// <c>GET /proxy/loyalty/panel</c>: everything of <c>GET /proxy/loyalty</c>, and what a panel over the shop's pages shows
/// beside it. Asked for when the panel is opened, so that the plain answer stays as cheap as it is.
/// </summary>
internal sealed class PanelJson(ReadPool pool, PageViews views, LoyaltyJson loyalty, ShopFronts fronts, RewardsHtml rewards, BalanceWords balances)
{
    internal async Task Write(HttpContext http)
    {
        var view = await views.Read(http, http.Proxy(), outcome: null);
        var invitation = await Invitation(http, view);
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.ContentLanguage = view.Front.Words.Language;
        using (var json = new Utf8JsonWriter(http.Response.BodyWriter, LoyaltyJson.Options)) Write(json, view, invitation);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    /// <summary>What the panel shows of a line of the history beside points, reason and time.</summary>
    internal static void WriteEntry(Utf8JsonWriter json, ShopFront front, HistoryRow entry, DateTime now)
    {
        json.WriteString("kind"u8, KindOf(entry.Kind));
        json.WriteString("order"u8, OrderOf(entry));
        json.WriteString("code"u8, entry.Code);
        json.WriteString("day"u8, front.Say(entry.At, now));
    }

    private void Write(Utf8JsonWriter json, PageView view, string? invitation)
    {
        var (front, shopper, words) = (view.Front, view.Shopper, view.Front.Words);
        json.WriteStartObject();
        loyalty.WriteFields(json, front, shopper, view.Standing, view.Tier, view.Now, view.Proxy);
        json.WriteString("language"u8, words.Language);
        json.WriteBoolean("rtl"u8, words.IsRightToLeft);
        json.WriteString("state"u8, shopper is null ? "guest"u8 : shopper.Balance.IsClosed ? "closed"u8 : shopper.Balance.IsBlocked ? "blocked"u8 : front.IsActive ? "member"u8 : "paused"u8);
        WriteWords(json, view);
        WriteRedemptions(json, view);
        WriteBirthday(json, view);
        json.WriteBoolean("closed"u8, shopper?.Balance.IsClosed == true);
        json.WriteBoolean("asksBirthday"u8, view is { Standing.AsksBirthday: true, Shopper.Balance.IsClosed: false });
        if (invitation is null) json.WriteNull("referral"u8);
        else
        {
            json.WriteStartObject("referral"u8);
            json.WriteString("code"u8, invitation);
            json.WriteString("url"u8, view.Proxy.Invitation(invitation));
            json.WriteEndObject();
        }
        json.WriteString("token"u8, view.Token?.Text);
        json.WriteString("signIn"u8, view.Proxy.SignIn);
        json.WriteString("register"u8, view.Proxy.Register);
        json.WriteString("page"u8, view.Proxy.PathPrefix);
        json.WriteEndObject();
    }

    /// <summary>The member's invitation code; null where the shop has no referral programme.</summary>
    private async Task<string?> Invitation(HttpContext http, PageView view)
    {
        if (view.Shopper is not { Balance.IsClosed: false } shopper || !await pool.Read(async sql => await Invitations.AreShown(sql, view.Proxy.ShopId))) return null;
        return await http.RequestServices.GetRequiredService<Customers>().Owner(view.Proxy.ShopId, shopper.CustomerId) is { } owner
            ? await http.RequestServices.GetRequiredService<Invitations>().CodeOf(view.Proxy.ShopId, owner) : null;
    }

    private void WriteWords(Utf8JsonWriter json, PageView view)
    {
        json.WriteStartObject("words"u8);
        json.WriteString("balance"u8, balances.Points(view));
        json.WriteString("worth"u8, view.Shopper is { } member ? balances.Worth(view, member.Balance) : null);
        json.WriteStartArray("pending"u8);
        foreach (var fact in view.Shopper is { } waiting ? balances.Pending(view, waiting) : []) json.WriteStringValue(fact);
        json.WriteEndArray();
        json.WriteString("expiring"u8, view.Shopper is { } shopper ? balances.Expiring(view, shopper) : null);
        json.WriteString("trouble"u8, view.Shopper is { } troubled ? balances.Trouble(view, troubled.Balance) : null);
        var next = view.Shopper is null ? null : balances.NextReward(view);
        json.WriteString("nextReward"u8, next?.Words);
        json.WriteNumber("nextRewardPercent"u8, next?.Percent ?? 0);
        json.WriteEndObject();
    }

    /// <summary>What was bought and can be used still, also what is on its way.</summary>
    private void WriteRedemptions(Utf8JsonWriter json, PageView view)
    {
        json.WriteStartArray("redemptions"u8);
        foreach (var one in view.Shopper?.Codes ?? [])
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, one.Id);
            json.WriteString("key"u8, one.Key);
            json.WriteString("state"u8, one.State == RedemptionState.Cancelling ? "cancelling"u8 : one.IsIssued ? "ready"u8 : "pending"u8);
            json.WriteString("kind"u8, RewardKinds.Of(one.Kind).Name);
            json.WriteString("title"u8, fronts.Title(view.Front, one));
            json.WriteNumber("cost"u8, one.Cost);
            // A code that Shopify has not confirmed is nobody's to see.
            var code = one.IsIssued && one.HasCode ? one.Code : null;
            json.WriteString("code"u8, code);
            json.WriteString("applyUrl"u8, code is not null && one.CanApply ? view.Proxy.Apply(code) : null);
            if (one.ExpiresAt is { } expires) json.WriteString("expiresAt"u8, expires);
            else json.WriteNull("expiresAt"u8);
            json.WriteString("until"u8, rewards.Until(view, one));
            json.WriteString("condition"u8, rewards.Condition(view.Front, one));
            json.WriteBoolean("cancellable"u8, one.CanCancel);
            json.WriteNumber("pointsBack"u8, one.Cost - one.RanOut);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Null where the shop has no use for a birthday, or nobody is signed in.</summary>
    private static void WriteBirthday(Utf8JsonWriter json, PageView view)
    {
        if (view is not { Standing: { AsksBirthday: true } standing, Shopper.Balance.IsClosed: false })
        {
            json.WriteNull("birthdayForm"u8);
            return;
        }
        var culture = view.Front.Words.Culture;
        json.WriteStartObject("birthdayForm"u8);
        json.WriteString("known"u8, standing.Birthday is { } known ? Days.Say(known.Month, known.Day, known.Year, culture) : null);
        json.WriteNumber("points"u8, view.Front.Earn.FirstOrDefault(offer => offer.Rule.Kind == DeedKind.Birthday)?.Rule.Points ?? 0);
        json.WriteBoolean("gift"u8, view.Front.Rewards.Any(reward => reward.IsGift));
        json.WriteNumber("daysAfterChange"u8, Birthdays.DaysAfterChange);
        json.WriteStartArray("months"u8);
        foreach (var month in culture.DateTimeFormat.MonthNames.Take(12)) json.WriteStringValue(month);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> KindOf(EntryKind kind) => kind switch
    {
        EntryKind.OrderEarned or EntryKind.OrderBonus => "order"u8,
        EntryKind.OrderReversed => "reversal"u8,
        EntryKind.Redeemed => "reward"u8,
        EntryKind.RedemptionReturned => "returned"u8,
        EntryKind.Expired => "expired"u8,
        EntryKind.TierEntered => "tier"u8,
        EntryKind.DeedDone or EntryKind.DeedUndone => "deed"u8,
        EntryKind.ChallengeWon or EntryKind.ChallengeLost => "challenge"u8,
        EntryKind.Adjusted => "adjusted"u8,
        _ => "other"u8,
    };

    /// <summary>The order's name, which the note of such an entry holds beside other words: <c>#1042 · Gold ×1.5</c>, <c>first #1042</c>.</summary>
    private static string? OrderOf(HistoryRow entry) => (entry.Kind, entry.Note) switch
    {
        (EntryKind.OrderEarned or EntryKind.OrderReversed, { Length: > 0 } note) => note.Split(" · ")[0],
        (EntryKind.OrderBonus, { Length: > 0 } note) => note[(note.IndexOf(' ') + 1)..],
        _ => null,
    };
}
