using Xunit;

namespace RetentionApp.Tests;

/// <summary>A test on the material in <c>../shared</c> beside the repository; skipped where that is absent.</summary>
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute()
    {
        if (!Directory.Exists(Repository.Shared)) Skip = "../shared is not there: its material is not part of the repository.";
    }
}

/// <summary>Where the sources lie, from wherever the tests run.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find(AppContext.BaseDirectory);
    internal static string Shared { get; } = Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "RetentionApp.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
