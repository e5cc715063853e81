using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Hooks.Admin;

internal sealed class HooksModel(HookEndpoints endpoints, HookAddress address) : AdminPage
{
    internal IReadOnlyList<HookEndpoint> Endpoints { get; private set; } = [];
    internal string? UrlText { get; private set; }
    internal string[] Events { get; private set; } = [];

    public async Task OnGet() => Endpoints = await endpoints.All(ShopId);

    public async Task<IActionResult> OnPost(string? url, string[]? events)
    {
        (UrlText, Events) = (url?.Trim(), [.. (events ?? []).Where(type => HookEvents.Find(type) is not null)]);
        if (Events.Length == 0) Errors.Add("events", T["Choose at least one event."]);
        if (EventNames.Fault(T, await address.Check(UrlText, HttpContext.RequestAborted)) is { } fault) Errors.Add("url", fault);
        if (!Errors.Any)
        {
            if (await endpoints.Add(ShopId, UrlText!, Events, StaffId) is { } id) return SeeOther($"/hooks/{id}", "saved");
            Errors.Add("", T["A shop may have {0} endpoints. Remove one that is no longer used.", HookEndpoints.MostPerShop]);
        }
        await OnGet();
        return Invalid();
    }
}
