using System;
using System.IO;

namespace Pickerel.TestKit;

/// <summary>The source tree the tests were built from, for those that compare with its files.</summary>
public static class Repository
{
    /// <summary>Gets the folder that holds <c>Compiler.sln</c>.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Compiler.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run below a folder with Compiler.sln."));
}
