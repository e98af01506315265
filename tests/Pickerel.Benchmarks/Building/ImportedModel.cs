using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Pickerel.Benchmarks.Networks;
using Pickerel.Benchmarks.Reports;
using Pickerel.Core.ModelText;
using Pickerel.Import;

namespace Pickerel.Benchmarks.Building;

/// <summary>A model file of others as the build hands it to the generator: imported, as text.</summary>
internal sealed class ImportedModel : AdditionalText
{
    private static readonly ConcurrentDictionary<string, ImportedModel> Known = new(StringComparer.Ordinal);

    private readonly SourceText _text;

    private ImportedModel(string file)
    {
        Name = System.IO.Path.GetFileNameWithoutExtension(file);
        Path = $"/project/obj/{Name}.pickerel";
        _text = ModelImporter.Read(file, Name) switch
        {
            ModelReadResult.Success success => SourceText.From(ModelTextWriter.ToText(success.Document)),
            ModelReadResult.Failure failure => throw new BuildException(failure.Problem.ToString()),
            var other => throw new NotSupportedException(other.ToString()),
        };
    }

    /// <summary>Gets the model's name: the file's without extension.</summary>
    public string Name { get; }

    public override string Path { get; }

    /// <summary>The path of a file of <c>shared/data</c>, or null when it does not lie beside the checkout.</summary>
    public static string? Find(string? file) =>
        file is not null && Checkout.Shared is { } shared && System.IO.Path.Combine(shared, "data", file) is var path && File.Exists(path) ? path : null;

    /// <summary>The model that a source names, read once; null when it names none.</summary>
    /// <exception cref="BuildException">It is absent or cannot be imported.</exception>
    public static ImportedModel? Of(NetworkSource source) => source.ModelFile is not { } file
        ? null : Known.GetOrAdd(Find(file) ?? throw new BuildException($"There is no shared/data/{file} beside the checkout."), path => new(path));

    public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
}
