#if KEYWORD_MODEL
using Pickerel;

namespace KeywordSpotting;

/// <summary>The model of <c>-p:KeywordModel</c>: layers, weights, input and output are the file's.</summary>
[Network(Model = "kws")]
internal static partial class KeywordNet;
#endif
