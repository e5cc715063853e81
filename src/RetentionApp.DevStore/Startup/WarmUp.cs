using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.DevStore.Startup;

/// <summary>
/// A quarter of the app's start is EF Core making its model of the tables. On SQLite the model is the same for every context
/// of the process, so it is made here beside the rest of the start, and the app's first use of it waits for it.
/// </summary>
internal static class WarmUp
{
    /// <summary>Begins on another thread. Await it before the start is called done, so that no failure goes unseen.</summary>
    internal static Task Begin() => Task.Run(async () =>
    {
        await using var services = new ServiceCollection().AddSingleton(new WriteGate(oneWriter: true)).AddDbContext<AppDb, SqliteAppDb>(db => db.UseSqlite("Data Source=:memory:")).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        _ = scope.ServiceProvider.GetRequiredService<AppDb>().Model;
    });
}
