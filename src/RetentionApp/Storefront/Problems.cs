using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using RetentionApp.Language;
using RetentionApp.Rewards;

namespace RetentionApp.Storefront;

/// <summary>A refusal that a shopper can read. <see cref="Code"/> is for programs and never changes.</summary>
internal sealed record Problem(int Status, string Code, string Title, string Detail, long? Missing = null)
{
    /// <summary>Answers with an RFC 9457 problem document.</summary>
    internal async Task Write(HttpContext http, Words words)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = "application/problem+json; charset=utf-8";
        http.Response.Headers.ContentLanguage = words.Language;
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type", "urn:retentionapp:problem:" + Code);
            json.WriteString("title", Title);
            json.WriteNumber("status", Status);
            json.WriteString("detail", Detail);
            json.WriteString("code", Code);
            if (Missing is { } missing) json.WriteNumber("missing", missing);
            json.WriteEndObject();
        }
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted);
    }
}

/// <summary>The one place where a refusal becomes a status and words.</summary>
internal sealed class Problems(IStringLocalizer<StorefrontTexts> texts)
{
    internal Problem Of(RedeemRefused refused, Words words) => refused.Reason switch
    {
        RefusalReason.NotEnoughPoints => new(409, "not_enough_points", words[texts, "Not enough points"], words[texts, "You need {0:points} more for this reward.", refused.Missing], refused.Missing),
        RefusalReason.ProgrammePaused => new(409, "programme_paused", words[texts, "Points are paused"], words[texts, "Your points are safe. You can use them again once the shop opens its programme."]),
        RefusalReason.AccountClosed => new(409, "account_closed", words[texts, "This account is closed"], words[texts, "The points of a closed account cannot be used. The shop can tell you more."]),
        RefusalReason.AccountBlocked => new(409, "account_blocked", words[texts, "Your points are blocked"], words[texts, "The shop has paused this account. It can tell you more."]),
        RefusalReason.RefusedByShop => new(409, "refused_by_shop", words[texts, "The shop could not make your code"], words[texts, "Your points are back on your account. Try again later, or ask the shop."]),
        RefusalReason.UnknownReward => new(422, "unknown_reward", words[texts, "This reward is not available"], words[texts, "Reload the page and choose another one."]),
        RefusalReason.RewardInactive => new(422, "reward_inactive", words[texts, "This reward is not available"], words[texts, "Reload the page and choose another one."]),
        RefusalReason.TierRequired => new(409, "tier_required", words[texts, "This reward is for another tier"], words[texts, "Reload the page and choose another one."]),
        RefusalReason.SoldOut => new(409, "sold_out", words[texts, "This reward is all gone"], words[texts, "Reload the page and choose another one."]),
        RefusalReason.LimitReached => new(409, "limit_reached", words[texts, "You have had this reward"], words[texts, "The shop limits how often it can be taken. No points were taken."]),
        RefusalReason.NotBirthday => new(409, "not_birthday", words[texts, "This gift is for birthdays"], words[texts, "Reload the page and choose another one."]),
        RefusalReason.InvalidPoints => new(422, "invalid_points", words[texts, "Choose a number of points that is offered"], words[texts, "Reload the page and try again. No points were taken."]),
        _ => Incomplete(words, "invalid_key"),
    };

    /// <summary>Why a code was not taken back; null where it was, or is being.</summary>
    internal Problem? Of(CancelOutcome outcome, Words words) => outcome switch
    {
        CancelOutcome.Cancelled or CancelOutcome.OnItsWay => null,
        CancelOutcome.Used => new(409, "already_used", words[texts, "This code has been used"], words[texts, "A code that was used cannot be cancelled."]),
        CancelOutcome.RanOut => new(409, "ran_out", words[texts, "This code has run out"], words[texts, "Only a code that still works can be cancelled."]),
        _ => new(409, "not_cancellable", words[texts, "This cannot be cancelled"], words[texts, "Only a code that still works can be cancelled."]),
    };

    internal Problem Incomplete(Words words, string code) =>
        new(422, code, words[texts, "Something is missing in this request"], words[texts, "Reload the page and try again. No points were taken."]);

    internal Problem Unreadable(int status, Words words) =>
        new(status, status == StatusCodes.Status413PayloadTooLarge ? "too_large" : "json_required",
            words[texts, "This request cannot be read"], words[texts, "Reload the page and try again. No points were taken."]);

    internal Problem SignIn(Words words) =>
        new(401, "sign_in", words[texts, "Sign in to use your points"], words[texts, "Points belong to your account in this shop."]);

    internal Problem TooMany(Words words) =>
        new(429, "too_many_requests", words[texts, "That was a little too fast"], words[texts, "Wait a minute and try again. No points were taken."]);

    internal Problem NoDeed(Words words) =>
        new(422, "deed_unavailable", words[texts, "No points for this now"], words[texts, "Reload the page: the shop may have changed how points are earned."]);

    internal Problem NoBirthday(Words words) =>
        new(422, "invalid_birthday", words[texts, "There is no such day"], words[texts, "Check day, month and year and save again."]);

    internal Problem Expired(Words words) =>
        new(409, "form_expired", words[texts, "This page was open for too long"], words[texts, "No points were taken. Try again from here."]);
}
