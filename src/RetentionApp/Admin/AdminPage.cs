using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Admin;

/// <summary>A page of the merchant's admin; the gate has already said for which shop and which member of staff.</summary>
internal abstract class AdminPage : PageModel
{
    internal Shop Shop => HttpContext.Admin().Shop;
    internal long ShopId => Shop.Id;
    internal AdminText T => field ??= HttpContext.RequestServices.GetRequiredService<AdminText>();

    /// <summary>Who did it, as the ledger and the history of changes keep it.</summary>
    internal string StaffId => HttpContext.Admin().UserId;

    /// <summary>True while Turbo only fetches the page ahead because the pointer rests on a link: nothing may change then.</summary>
    internal bool IsPrefetch => Request.Headers["X-Sec-Purpose"] == "prefetch";

    internal FieldErrors Errors { get; } = new();

    /// <summary>A page of this shop that is not there, or is another shop's.</summary>
    protected IActionResult Missing() => AdminErrors.View("/Admin/Missing.cshtml", StatusCodes.Status404NotFound);

    /// <summary>The form again, with its errors.</summary>
    protected IActionResult Invalid()
    {
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    /// <summary>Turbo follows a good POST only by 303. <paramref name="done"/> names the note that the next page shows.</summary>
    protected IActionResult SeeOther(string path, string? done = null)
    {
        Response.Headers.Location = done is null ? path : path + (path.Contains('?') ? "&" : "?") + "done=" + done;
        return StatusCode(StatusCodes.Status303SeeOther);
    }
}

/// <summary>Errors by field, in the order in which they were found; the empty name is the form itself.</summary>
internal sealed class FieldErrors
{
    private readonly List<(string Field, string Text)> all = [];

    internal IReadOnlyList<(string Field, string Text)> All => all;
    internal bool Any => all.Count > 0;
    internal string? this[string field] => all.FirstOrDefault(error => error.Field == field).Text;
    internal void Add(string field, string text) => all.Add((field, text));
}
