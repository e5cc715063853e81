using RetentionApp.Commerce;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using Xunit;
using static RetentionApp.Tests.Intake.PointImporting;

namespace RetentionApp.Tests.Intake;

/// <summary>Files of points that are no files, break off, or are forgotten.</summary>
public sealed class PointImportFilesTests
{
    [Fact]
    public async Task An_erased_customer_takes_what_waited_along_and_gets_nothing()
    {
        await using var world = await World();
        await Import(world, "email,points\nnew@x.com,30\n");
        await world.Write<CustomerChanged>(customers => customers.Erased(world.Shop, ModulesWorld.Json(new { customer = new { id = 77, email = "New@x.com" } }), world.Now.AddDays(1), isRedaction: true));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM point_import_rows"));
        await world.Credit(1, 5, "a");
        await world.Do<PointsLedger>(ledger => ledger.Erase(world.ShopId, 1));
        var import = await Import(world, "customer id,points\n1,30\ngid://shopify/Customer/2,40\n999,5\n");
        Assert.Equal((1, 2), (import.Given, import.Failed));
        Assert.Equal(40, (await world.Points(2)).Available);
        await world.Verify();
    }

    [Fact]
    public async Task Files_that_are_no_tables_leave_nothing_behind()
    {
        await using var world = await World();
        Assert.Equal(UploadFault.Empty, await Refused(world, ""));
        Assert.Equal(UploadFault.NoRows, await Refused(world, "email,points\n\n"));
        Assert.Equal(UploadFault.NotText, await Refused(world, "PK\u0003\u0004..."));
        Assert.Equal(UploadFault.Unreadable, await Refused(world, "email,points\n\"" + new string('a', 50_000)));
        Assert.Equal(UploadFault.TooBig, (await world.Do<PointImports, Uploaded>(imports => imports.Upload(world.ShopId, "big.csv", null, new Endless(), "42", default))).Fault);
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM point_imports"));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM point_import_parts"));
    }

    [Fact]
    public async Task A_file_that_breaks_off_in_the_middle_says_where_gives_nothing_and_cannot_be_started()
    {
        await using var world = await World();
        var import = await Check(world, await Upload(world, "email,points\n" + string.Concat(Enumerable.Repeat("anna@x.com,1\n", 300)) + "\"anna@x.com,1\n" + new string('a', 50_000)));
        Assert.Equal((PointImportState.Failed, "302"), (import.State, import.Error));
        Assert.False(await world.Do<PointImports, bool>(imports => imports.Start(import, "42")));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM ledger_entries"));
        await world.Do<PointImports>(imports => imports.Delete(import));
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM point_import_parts"));
    }

    [Fact]
    public async Task A_week_later_an_unused_file_is_gone_and_a_month_later_what_failed_rows_held()
    {
        await using var world = await World();
        await Upload(world, "email,points\nanna@x.com,1\n");
        await Import(world, "email,points\nanna@x.com,ten\n");
        world.Clock.Advance(TimeSpan.FromDays(31));
        for (var i = 0; i < 2; i++) await world.Do<PointImports>(imports => imports.Purge());
        Assert.Equal(1, await world.Count($"SELECT COUNT(*) FROM point_imports"));
        Assert.Null((await world.Rows(db => db.Set<PointImportRow>())).Single().Cells);
        Assert.Equal(0, await world.Count($"SELECT COUNT(*) FROM point_import_parts"));
    }

    private sealed class Endless : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'a');
            return new(buffer.Length);
        }
    }
}
