using System.IO.Compression;

namespace RetentionApp.Benchmarks.Load;

/// <summary>The file of real orders, which lies beside the repository.</summary>
internal static class RealOrders
{
    internal const string Name = "../shared/online-retail/online_retail_2010-2011.csv.gz";

    internal static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "RetentionApp.sln")))
                return Path.Combine(folder.FullName, Name) is var file && File.Exists(file) ? file : null;
        return null;
    }

    /// <summary>Writes the file's rows twice, the second time as other invoices of the same customers.</summary>
    internal static void Double(string source, string target)
    {
        using var output = new StreamWriter(target);
        for (var round = 0; round < 2; round++)
        {
            using var input = new StreamReader(new GZipStream(File.OpenRead(source), CompressionMode.Decompress));
            var header = input.ReadLine();
            if (round == 0) output.WriteLine(header);
            while (input.ReadLine() is { } row) output.WriteLine(round == 0 ? row : Shift(row));
        }
    }

    // 536365,… becomes 936365,…; credit notes C536379,… become C936379,….
    private static string Shift(string row)
    {
        var digit = row.AsSpan().IndexOfAnyInRange('0', '9');
        return row[digit] == '5' ? string.Concat(row.AsSpan(0, digit), "9", row.AsSpan(digit + 1)) : row;
    }
}
