namespace Pickerel.Benchmarks.Reports;

/// <summary>The source tree this program was built from.</summary>
internal static class Checkout
{
    /// <summary>Gets the folder of the solution, or null when the program runs elsewhere.</summary>
    public static string? Root { get; } = Find();

    /// <summary>Gets the folder <c>shared</c> beside it, or what <c>PICKEREL_SHARED</c> names; null when there is none.</summary>
    public static string? Shared { get; } = Environment.GetEnvironmentVariable("PICKEREL_SHARED") ?? (Root is null ? null : Path.GetFullPath(Path.Combine(Root, "..", "shared")));

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Compiler.sln")))
                return folder.FullName;
        }

        return null;
    }
}
