using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Pickerel.TestKit.Roslyn;

/// <summary>An additional file in memory; a null text is a file that does not exist yet.</summary>
public sealed class ModelFileText(string path, string? text) : AdditionalText
{
    private readonly SourceText? _text = text is null ? null : SourceText.From(text);

    public override string Path { get; } = path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) => _text;
}

/// <summary>The build's names for additional files, as its <c>PickerelName</c> metadata gives them.</summary>
public sealed class ModelNames(IReadOnlyDictionary<string, string> names) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(null);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(names.TryGetValue(textFile.Path, out var name) ? name : null);

    private sealed class Options(string? name) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key is "build_metadata.AdditionalFiles.PickerelName" ? name : null;
            return value is not null;
        }
    }
}
