using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;

namespace Pickerel.TestKit;

/// <summary>Runs <c>pickerel</c> as a process, as the build and a user do, on a Swedish system.</summary>
public static class PickerelTool
{
    /// <param name="folder">The working folder.</param>
    /// <param name="arguments">One by one.</param>
    public static Task<ProcessRun> Run(string folder, params string[] arguments) => ProcessRun.Dotnet(
        folder,
        ["exec", Path.Combine(AppContext.BaseDirectory, "pickerel.dll"), .. arguments],
        new Dictionary<string, string?>(StringComparer.Ordinal) { ["LANG"] = "sv_SE.UTF-8", ["LC_ALL"] = null });
}
