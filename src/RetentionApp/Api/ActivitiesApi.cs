using RetentionApp.Loyalty;

namespace RetentionApp.Api;

/// <summary>What customers do other than buying, reported by the merchant's programs for points.</summary>
internal static class ActivitiesApi
{
    internal static readonly ApiOperation[] Operations =
    [
        new("reportActivity", "POST", "/customers/{customer}/activities", "Activities", ApiScopes.ActivitiesWrite, "Report an activity",
            "The deed is one of the programme's: its name for the API stands beside it in the admin. Limits per day, year and customer are kept; the points may have a waiting time.",
            new ActivityAnswer("207119551", "visited-store", 20, new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc), new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc)), Report)
        {
            Body = new ActivityWish("visited-store", "door-4-visit-118"), Status = StatusCodes.Status201Created, Problems = [404, 409, 413, 415, 422],
        },
    ];

    private static async Task<object> Report(ApiCall call)
    {
        var wish = await call.Body<ActivityWish>();
        if (string.IsNullOrWhiteSpace(wish.Deed) || wish.Deed.Length > 100) throw new ApiRefusal(Problem(DeedOutcome.Unknown, null)!);
        var customer = await call.Customer();
        return await call.Get<ApiRequests>().Once(call, wish.IdempotencyKey, async () =>
        {
            var answer = await call.Get<Deeds>().Do(call.ShopId, customer, wish.Deed, "api:" + wish.IdempotencyKey, wish.DoneAt?.ToUniversalTime());
            if (Problem(answer.Outcome, answer.Limit) is { } problem) throw new ApiRefusal(problem);
            return new ActivityAnswer(PointsApi.Text(customer), wish.Deed, answer.Deed!.Points, answer.Deed.DoneAt, answer.Deed.AvailableAt);
        });
    }

    /// <summary>Null when it was done, now or before.</summary>
    internal static ApiProblem? Problem(DeedOutcome outcome, DeedLimit? limit) => outcome switch
    {
        DeedOutcome.Done or DeedOutcome.Repeated => null,
        DeedOutcome.LimitReached => ApiProblem.Of(409, "limit_reached", "The limit is reached", $"The customer has done this as often as the programme allows {(limit switch { DeedLimit.Day => "in a day", DeedLimit.Year => "in a year", _ => "ever" })}."),
        DeedOutcome.Inactive => ApiProblem.Of(409, "deed_inactive", "The activity is switched off", "Switch it, or the whole programme, on in the admin under Programme."),
        DeedOutcome.Closed => ApiProblem.Of(409, "account_closed", "The account is closed", "The customer was erased; nothing is posted to this account any more."),
        DeedOutcome.Blocked => ApiProblem.Of(409, "account_blocked", "The customer is left out", "The merchant has blocked the account or excluded the customer by a tag."),
        _ => ApiProblem.Of(422, "unknown_deed", "There is no such activity", "Use the name for the API that the programme shows beside the activity; only activities that programs may report are taken."),
    };
}
