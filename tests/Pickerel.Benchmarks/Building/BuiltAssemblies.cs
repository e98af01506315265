using Pickerel.Benchmarks.Networks;
using Pickerel.Core;
using Pickerel.Core.Collections;
using Pickerel.Generator;

namespace Pickerel.Benchmarks.Building;

/// <summary>
/// Assemblies of networks in a temporary folder, by the digest of everything they depend on: source and compiler. So a second run
/// times at once, and a changed kernel is never measured from an old file.
/// </summary>
internal static class BuiltAssemblies
{
    private static string Folder { get; } = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "pickerel-benchmarks")).FullName;

    private static string Compiler { get; } =
        $"{typeof(ModelCompilation).Module.ModuleVersionId} {typeof(NetworkGenerator).Module.ModuleVersionId} {typeof(BuiltAssemblies).Module.ModuleVersionId}";

    /// <summary>The file of a declared network; built if it is not there.</summary>
    /// <param name="uniform">Whether its weights are drawn uniformly, for which there is no attribute, instead of Gaussian.</param>
    /// <exception cref="BuildException">The network does not compile.</exception>
    public static string Of(NetworkSource source, bool uniform = false) => uniform
        ? Of(source.ClassName, source.Text + "uniform", name => NetworkBuild.Emit(name, source.ClassName, DeclaredNetworks.Compile(DeclaredNetworks.Request(source, uniform: true)).Sources))
        : Of(source.ClassName, source.Text + ImportedModel.Of(source)?.GetText(), name => NetworkBuild.Run(source, name).Image);

    /// <summary>The file of whatever <paramref name="key"/> describes; built if it is not there.</summary>
    /// <param name="stem">Begins the assembly's name.</param>
    /// <param name="key">All that the assembly depends on besides the compiler.</param>
    /// <param name="build">Assembly name to image.</param>
    public static string Of(string stem, string key, Func<string, byte[]> build)
    {
        var name = $"{stem}.{Digest.Of(Compiler + key).Hex[..16]}";
        var path = Path.Combine(Folder, name + ".dll");
        if (!File.Exists(path) || CSharp.KeptSources is not null)
        {
            var unfinished = path + "." + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
            File.WriteAllBytes(unfinished, build(name));
            File.Move(unfinished, path, overwrite: true);
        }

        return path;
    }
}
