using Microsoft.AspNetCore.Mvc;

namespace RetentionApp.Admin;

/// <summary>Addresses under the admin's sections that lead nowhere; every other unknown address is a plain 404 without a gate.</summary>
internal sealed class LostModel : AdminPage
{
    public IActionResult OnGet() => Missing();
}
