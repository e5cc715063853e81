using System.Text;
using RetentionApp.Intake;
using Xunit;

namespace RetentionApp.Tests.Intake;

public sealed class BulkFileTests
{
    [Fact]
    public async Task Children_find_their_parent_before_after_and_between_in_one_part_or_many()
    {
        var rows = Enumerable.Range(1, 200).SelectMany(n => new[] { (n * 7 % 201, Parent(n)), (n * 31 % 203, Child(n, 1)), (n * 53 % 207, Child(n, 2)) }).OrderBy(row => row.Item1).Select(row => row.Item2).ToArray();
        foreach (var bytes in new long[] { 0, 100L * 1024 * 1024 })
        {
            using var file = await Receive(string.Join('\n', rows), bytes);
            Assert.Equal(bytes == 0 ? 1 : 5, file.Parts);
            var found = Enumerable.Range(0, file.Parts).SelectMany(part => file.Read(part).Select(Copied).ToList()).ToList();
            Assert.Equal(200, found.Count);
            Assert.All(found, item => Assert.Equal(2, item.Children.Count));
            Assert.All(found, item => Assert.All(item.Children, child => Assert.Contains($"\"__parentId\":\"{Id(item)}\"", Text(child))));
        }
    }

    /// <summary>The next part is read into the same memory.</summary>
    private static BulkObject Copied(BulkObject item) => new(item.Line.ToArray(), item.Children.ConvertAll(child => (ReadOnlyMemory<byte>)child.ToArray()));

    [Fact]
    public async Task Empty_lines_windows_lines_and_a_missing_last_newline_do_no_harm()
    {
        using var file = await Receive($"\r\n\n{Parent(1)}\r\n{Child(1, 1)}\r\n\n\r\n{Parent(2)}");
        var found = file.Read(0).ToList();
        Assert.Equal([Parent(1), Parent(2)], found.Select(item => Text(item.Line)));
        Assert.Equal(Child(1, 1), Text(Assert.Single(found[0].Children)));
    }

    [Fact]
    public async Task An_empty_file_has_no_objects()
    {
        using var file = await Receive("");
        Assert.Empty(file.Read(0));
    }

    [Fact]
    public async Task A_line_longer_than_any_buffer_stays_whole_and_texts_cannot_pretend_to_be_marks()
    {
        var note = new string('x', 3_000_000) + "\\\"__parentId\\\":\\\"gid://shopify/Order/2\\\"";
        var huge = $$"""{"id":"gid://shopify/Order/1","note":"{{note}}"}""";
        using var file = await Receive(huge + "\n" + Parent(2));
        Assert.Equal([huge.Length, Parent(2).Length], file.Read(0).Select(item => item.Line.Length));
    }

    [Fact]
    public async Task A_child_without_its_parent_is_left_out_and_a_broken_line_is_handed_on_to_be_counted()
    {
        using var file = await Receive($"{Child(9, 1)}\nnonsense\n{Parent(1)}");
        Assert.Equal(["nonsense", Parent(1)], file.Read(0).Select(item => Text(item.Line)));
    }

    private static Task<BulkFile> Receive(string text, long bytes = 0) => BulkFile.Receive(new MemoryStream(Encoding.UTF8.GetBytes(text)), bytes, default);

    private static string Parent(int n) => $$$"""{"id":"gid://shopify/Order/{{{n}}}","customer":{"id":"gid://shopify/Customer/5"}}""";

    private static string Child(int n, int line) => $$"""{"id":"gid://shopify/LineItem/{{n}}{{line}}","__parentId":"gid://shopify/Order/{{n}}"}""";

    private static string Id(BulkObject item) => Text(item.Line).Split('"')[3];

    private static string Text(ReadOnlyMemory<byte> line) => Encoding.UTF8.GetString(line.Span);
}
