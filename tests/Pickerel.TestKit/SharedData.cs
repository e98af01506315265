using System;
using System.IO;

namespace Pickerel.TestKit;

/// <summary>Finds the third-party data that lies beside the project, in <c>shared/data</c>.</summary>
public static class SharedData
{
    /// <summary>Set to 1 where missing data must fail a test instead of skipping it.</summary>
    public const string RequireVariable = "PICKEREL_REQUIRE_DATA";

    /// <summary>Gets whether the data is missing, and tests may skip for it.</summary>
    public static bool IsMissing => Root is null && !string.Equals(Environment.GetEnvironmentVariable(RequireVariable), "1", StringComparison.Ordinal);

    private static string? Root { get; } = FindRoot();

    /// <summary>The path of a file or folder of the data.</summary>
    /// <param name="relative">Such as <c>optdigits/optdigits.tes</c>.</param>
    /// <exception cref="DirectoryNotFoundException">There is no data.</exception>
    public static string PathOf(string relative) => Path.Combine(
        Root ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} has shared/data in it or beside it."),
        relative);

    private static string? FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
