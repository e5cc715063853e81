using System.Runtime.CompilerServices;

namespace RetentionApp.Tests;

internal static class Threads
{
    /// <summary>As the app itself does when it serves: SQLite blocks its thread, and here many apps run in one process.</summary>
    [ModuleInitializer]
    internal static void Spare() => ThreadPool.SetMinThreads(32, 8);
}
