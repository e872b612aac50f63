// The program arrowbridge-conformance.
#include "kit.h"

int main(int argc, char** argv) { return KitMain(argc, argv, NULL); }
