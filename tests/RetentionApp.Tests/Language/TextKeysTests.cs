using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace RetentionApp.Tests.Language;

/// <summary>Holds the .resx files against the keys that the source asks for.</summary>
public partial class TextKeysTests
{
    private static readonly string Source = Path.GetFullPath(Path.Combine(Here(), "../../../src/RetentionApp"));

    public static TheoryData<string> English() =>
        new(Files("*.resx").Where(file => !Path.GetFileNameWithoutExtension(file).Contains('.')).Select(file => Path.GetRelativePath(Source, file)));

    [Theory]
    [MemberData(nameof(English))]
    public void No_text_is_unused(string file)
    {
        var code = string.Concat(Files("*.cs").Concat(Files("*.cshtml")).Select(File.ReadAllText));
        Assert.DoesNotContain(Keys(file), key => !code.Contains($"\"{key}\"", StringComparison.Ordinal));
    }

    [Fact]
    public void No_text_of_the_admin_is_missing()
    {
        var asked = Files("*.cs").Concat(Files("*.cshtml")).SelectMany(file => Asked().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value);
        Assert.Empty(asked.Except(Keys("Admin/AdminTexts.resx")));
    }

    [Theory]
    [MemberData(nameof(English))]
    public void English_keys_are_the_English_texts_or_have_one(string file) =>
        Assert.All(XDocument.Load(Path.Combine(Source, file)).Descendants("data"), data => Assert.NotEmpty(data.Element("value")!.Value));

    private static HashSet<string> Keys(string file) => XDocument.Load(Path.Combine(Source, file)).Descendants("data").Select(data => data.Attribute("name")!.Value).ToHashSet();

    private static IEnumerable<string> Files(string pattern) => Directory.EnumerateFiles(Source, pattern, SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/") && !file.Contains("/node_modules/"));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex("""(?<![\w.])(?:[Tt]|this)\["([^"]*)["]""")]
    private static partial Regex Asked();
}
