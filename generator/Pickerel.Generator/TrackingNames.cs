namespace Pickerel.Generator;

/// <summary>The names of the generator's steps, by which tests see what an edit re-runs.</summary>
internal static class TrackingNames
{
    /// <summary>Attributes to declaration and locations; runs at every edit, and stops there if nothing changed.</summary>
    public const string Parsed = nameof(Parsed);

    /// <summary>The declaration without locations.</summary>
    public const string Declared = nameof(Declared);

    /// <summary>The name and text of each model file.</summary>
    public const string ModelFiles = nameof(ModelFiles);

    /// <summary>Each model file, read.</summary>
    public const string Models = nameof(Models);

    /// <summary>A declaration with the one model it names.</summary>
    public const string Bound = nameof(Bound);

    /// <summary>A network compiled: sources and problems.</summary>
    public const string Compiled = nameof(Compiled);

    /// <summary>Each source by itself.</summary>
    public const string Sources = nameof(Sources);

    /// <summary>Each problem with its place in the text.</summary>
    public const string Diagnostics = nameof(Diagnostics);

    /// <summary>The problems of model files.</summary>
    public const string ModelDiagnostics = nameof(ModelDiagnostics);
}
