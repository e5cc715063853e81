using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Hooks.Admin;

internal sealed class HookModel(HookEndpoints endpoints, HookLog log, HookAddress address) : AdminPage
{
    internal HookEndpoint Endpoint { get; private set; } = null!;
    internal HookLogPage Log { get; private set; } = null!;
    internal bool IsFirst { get; private set; } = true;
    internal string UrlText { get; private set; } = "";
    internal string[] Events { get; private set; } = [];
    internal bool IsOn { get; private set; }
    /// <summary>Shown only after the merchant asked for it.</summary>
    internal string? Secret { get; private set; }

    public async Task<IActionResult> OnGet(long id, long? before)
    {
        if (!await Load(id, before)) return Missing();
        (UrlText, Events, IsOn) = (Endpoint.Url, Endpoint.EventList, Endpoint.IsActive);
        return Page();
    }

    public async Task<IActionResult> OnPost(long id, string? url, string[]? events, string? isOn)
    {
        if (!await Load(id, null)) return Missing();
        (UrlText, Events, IsOn) = (url?.Trim() ?? "", [.. (events ?? []).Where(type => HookEvents.Find(type) is not null)], isOn is not null);
        if (Events.Length == 0) Errors.Add("events", T["Choose at least one event."]);
        if (EventNames.Fault(T, await address.Check(UrlText, HttpContext.RequestAborted)) is { } fault) Errors.Add("url", fault);
        if (Errors.Any) return Invalid();
        return await endpoints.Change(ShopId, id, UrlText, Events, IsOn) ? SeeOther($"/hooks/{id}", "saved") : Missing();
    }

    /// <summary>The frame with the secret in it.</summary>
    public async Task<IActionResult> OnPostReveal(long id)
    {
        if (await OnGet(id, null) is not Microsoft.AspNetCore.Mvc.RazorPages.PageResult page) return Missing();
        Secret = endpoints.Secret(Endpoint) ?? T["It cannot be opened any more. Make a new one."];
        return page;
    }

    public async Task<IActionResult> OnPostRotate(long id) => await endpoints.Rotate(ShopId, id) ? SeeOther($"/hooks/{id}", "rotated") : Missing();

    public async Task<IActionResult> OnPostRemove(long id) => await endpoints.Remove(ShopId, id) ? SeeOther("/hooks", "removed") : Missing();

    public async Task<IActionResult> OnPostTest(long id)
    {
        if (await endpoints.Find(ShopId, id) is null) return Missing();
        await log.Test(ShopId, Shop.Domain, id);
        return SeeOther($"/hooks/{id}", "tested");
    }

    public async Task<IActionResult> OnPostReplay(long id, long delivery) => await log.Replay(ShopId, id, delivery) ? SeeOther($"/hooks/{id}", "retried") : Missing();

    private async Task<bool> Load(long id, long? before)
    {
        if (await endpoints.Find(ShopId, id) is not { } endpoint) return false;
        (Endpoint, Log, IsFirst) = (endpoint, await log.Page(ShopId, id, null, before), before is null);
        return true;
    }
}
