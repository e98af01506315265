namespace Digits;

/// <summary>The shape of every network's <c>Classify</c>.</summary>
internal delegate int Classifier(ReadOnlySpan<byte> pixels);
