using Microsoft.AspNetCore.Mvc;
using RetentionApp.Data;
using RetentionApp.Language;
using RetentionApp.Shops;

namespace RetentionApp.Admin;

/// <summary>What the shop calls points, in every language its shoppers read.</summary>
internal sealed class PointsWordModel(AppDb db, Installs installs) : AdminPage
{
    internal PointsWordForm Form { get; private set; } = null!;
    internal bool IsOwn => Shop.PointsWord is not null;

    public void OnGet() => Form = PointsWordForm.Of(PointsName.Of(Shop.PointsWord));

    public async Task<IActionResult> OnPost()
    {
        var posted = await Request.ReadFormAsync();
        Form = PointsWordForm.Of(field => posted[field]);
        var name = Form.Read(Errors, T);
        if (Errors.Any) return Invalid();
        await installs.SavePointsWord(db, ShopId, name?.ToJson());
        return SeeOther("/settings/points", "saved");
    }

    public async Task<IActionResult> OnPostRestore()
    {
        await installs.SavePointsWord(db, ShopId, null);
        return SeeOther("/settings/points", "saved");
    }
}
