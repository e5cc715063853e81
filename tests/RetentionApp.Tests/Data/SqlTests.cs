using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RetentionApp.Data;
using Xunit;

namespace RetentionApp.Tests.Data;

public sealed class SqlTests
{
    [Fact]
    public async Task Statements_of_a_connection_that_was_closed_between_two_writes_run_in_the_second_one()
    {
        await using var database = await TestDatabase.Create();
        await using var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System).Also(them => them.AddData(database.Options)).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<Migrator>().Migrate();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();

        // Each write closes its connection; the pool gives the handle to the next who asks, here to somebody else.
        var others = new List<AsyncServiceScope>();
        for (var round = 1; round <= 4; round++)
        {
            await db.Write(async () =>
            {
                await db.Sql.Execute($"INSERT INTO shop_settings (shop_id, name, value) VALUES (1, {"round" + round}, '')");
                Assert.Equal(round, await db.Sql.Long($"SELECT COUNT(*) FROM shop_settings WHERE shop_id = 1"));
            });
            others.Add(services.CreateAsyncScope());
            var other = others[^1].ServiceProvider.GetRequiredService<AppDb>();
            await other.Database.OpenConnectionAsync();
            Assert.Equal(round, await other.Sql.Long($"SELECT COUNT(*) FROM shop_settings WHERE shop_id = 1"));
        }
        foreach (var one in others) await one.DisposeAsync();
    }
}

file static class Chain
{
    internal static T Also<T>(this T one, Action<T> also)
    {
        also(one);
        return one;
    }
}
