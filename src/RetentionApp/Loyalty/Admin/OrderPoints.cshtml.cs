using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Data;

namespace RetentionApp.Loyalty.Admin;

/// <summary>Every point of one order, explained.</summary>
internal sealed class OrderPointsModel(AppDb db, Programmes programmes) : AdminPage
{
    internal OrderStory Story { get; private set; } = null!;
    internal Customer Customer { get; private set; } = null!;
    /// <summary>"#1042: 38 × 1.5 Gold = 57, minus 12 for the refund on 3 May."</summary>
    internal string Sentence { get; private set; } = "";

    public async Task<IActionResult> OnGet(long id, long orderId)
    {
        var customers = db.Customers;
        if (await customers.FindAsync(ShopId, id) is not { } customer || await OrderStories.Read(db, programmes, ShopId, id, orderId) is not { } story) return Missing();
        (Customer, Story) = (customer, story);
        Sentence = Say(story);
        return Page();
    }

    internal string Why(OrderPosting posting) => posting.Cause switch
    {
        PostingCause.Earned => T["Order paid"],
        PostingCause.Bonus => T["Bonus"],
        PostingCause.Refund => T["Refund"],
        PostingCause.Cancellation => T["Order cancelled"],
        _ => T["Order changed"],
    };

    private string Say(OrderStory story)
    {
        if (story.Award is null) return T["{0} has not been paid yet, so it has earned nothing.", story.Order.Name];
        if (story.Postings.Count == 0) return T["{0} earns nothing.", story.Order.Name];
        var text = T["{0}: {1}", story.Order.Name, EarningText.Formula(T, story.Explained)];
        foreach (var posting in story.Postings.Where(posting => posting.Cause != PostingCause.Earned && (story.IsAsPlaced || posting.Cause == PostingCause.Bonus)))
        {
            var (points, day) = (T.Number(Math.Abs(posting.Entry.Points)), T.Day(posting.Entry.OccurredAt));
            text += posting.Cause switch
            {
                PostingCause.Bonus when posting.Entry.Points > 0 => T[", plus {0} as a bonus", points],
                PostingCause.Bonus => T[", minus {0} of the bonus on {1}", points, day],
                PostingCause.Refund => T[", minus {0} for the refund on {1}", points, day],
                PostingCause.Cancellation => T[", minus {0} for the cancellation on {1}", points, day],
                _ when posting.Entry.Points > 0 => T[", plus {0} for a change on {1}", points, day],
                _ => T[", minus {0} for a change on {1}", points, day],
            };
        }
        return text + ".";
    }
}
