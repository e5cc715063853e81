using System.Text;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Intake;

/// <summary>Brings files through the import as the admin and its job do.</summary>
internal static class PointImporting
{
    internal static async Task<ModulesWorld> World(int customers = 0, TierSettings? tiers = null)
    {
        var world = await ModulesWorld.Create(programme: tiers is null ? null : ProgrammeSettings.For("GBP") with { Tiers = tiers });
        await world.Write<Customers>(async known =>
        {
            foreach (var (id, name) in new[] { (1, "anna"), (2, "boris"), (3, "clara") }) await known.Record(world.ShopId, new CustomerHeard(id, name + "@x.com", null, null, null, null, null, "", null, null, world.Now));
            for (var n = 1; n <= customers; n++) await known.Record(world.ShopId, new CustomerHeard(100 + n, $"c{n}@x.com", null, null, null, null, null, "", null, null, world.Now));
        });
        return world;
    }

    internal static async Task<PointImport> Import(ModulesWorld world, string text, Action<PointImport>? choose = null) => await Start(world, await Check(world, await Upload(world, text), choose));

    internal static async Task<PointImport> Upload(ModulesWorld world, string text)
    {
        var uploaded = await world.Do<PointImports, Uploaded>(imports => imports.Upload(world.ShopId, "points.csv", null, new MemoryStream(Encoding.UTF8.GetBytes(text)), "42", default));
        return await Find(world, uploaded.ImportId!.Value);
    }

    internal static async Task<UploadFault?> Refused(ModulesWorld world, string text) =>
        (await world.Do<PointImports, Uploaded>(imports => imports.Upload(world.ShopId, "points.csv", null, new MemoryStream(Encoding.UTF8.GetBytes(text)), "42", default))).Fault;

    internal static async Task<PointImport> Check(ModulesWorld world, PointImport import, Action<PointImport>? choose = null)
    {
        choose?.Invoke(import);
        await world.Do<PointImports>(imports => imports.Save(import));
        await world.Do<PointImports>(imports => imports.Check(import));
        await Run(world);
        return await Find(world, import.Id);
    }

    internal static async Task<PointImport> Start(ModulesWorld world, PointImport import)
    {
        Assert.True(await world.Do<PointImports, bool>(imports => imports.Start(import, "42")));
        for (var i = 0; i < 2; i++) await Run(world);
        return await Find(world, import.Id);
    }

    internal static async Task Run(ModulesWorld world)
    {
        // Past any lease that a process left behind.
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        await world.Do<PointImportRun>(run => run.Run(default));
    }

    internal static async Task<PointImport> Find(ModulesWorld world, long id) => (await world.Rows(db => db.Set<PointImport>().AsNoTracking().Where(i => i.Id == id))).Single();
}
